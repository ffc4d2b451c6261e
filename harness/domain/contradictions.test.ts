import { expect, test } from 'vitest';
import {
  aBuild,
  aDevice,
  aLaunch,
  aMeasured,
  aPass,
  aRun,
  CRASH,
  LOST,
  type Place,
  TOO_HOT,
} from '#harness/compare/run.fixture.ts';
import { completed } from './count-slots.ts';
import { OLD_RUNS, oldRun } from './old-runs/old-run.fixture.ts';
import type { Outcome } from './launch.ts';
import { parseRun, refuseOtherLaunches, type Run } from './run.ts';

const latency = aPass('latency', ['endToEnd']);
const pass = { ...latency, protocol: { ...latency.protocol, blocks: 6 } };

/** Both arms in six blocks of which the last was left out; the candidate lacks one launch and has one fault. */
function aWholeRun(overrides: Partial<Run> = {}): Run {
  const outcome = ({ arm, block }: Place): Outcome =>
    arm === 'baseline' ? (block === 0 ? TOO_HOT : aMeasured()) : block === 1 ? LOST : block === 2 ? CRASH : aMeasured();
  const skipped = [{ deviceId: 'one', passId: 'latency', fromBlock: 5 }];
  const { isComplete: _is, ...run } = aRun({ blocks: 5, passes: [pass], outcome, overrides: { skipped } });
  return { ...completed({ ...run, environments: [anEnvironment(['one'])] }), ...overrides };
}

function anEnvironment(deviceIds: readonly string[]): Run['environments'][number] {
  return { deviceIds, harness: '0.2.0', node: 'v24', host: 'test', tools: {} };
}

const reading = (run: Run): Run => parseRun(JSON.parse(JSON.stringify(run)), 'run.json');

test.each(OLD_RUNS)(
  '%s, a real run of an earlier format, does not contradict itself, nor does it with its completeness',
  (name) => {
    const run = parseRun(oldRun(name), name);
    expect(reading(completed(run))).toMatchObject({ id: run.id });
  },
);

test('a run with missing, faulty and skipped launches is read as it was written', () => {
  const run = aWholeRun();
  expect(run.completeness?.map(({ measured, faulty, missing }) => [measured, faulty, missing.length])).toEqual([
    [4, 0, 1],
    [3, 1, 1],
  ]);
  expect(reading(run)).toMatchObject({ id: run.id, completeness: run.completeness });
});

const [of, ofCandidate] = aWholeRun().completeness ?? [];
const others = (changes: Partial<NonNullable<typeof of>>): Partial<Run> =>
  of === undefined || ofCandidate === undefined ? {} : { completeness: [of, { ...ofCandidate, ...changes }] };

test.each<readonly [string, Partial<Run>]>([
  ['one more was measured and none is missing', others({ measured: 4, missing: [] })],
  ['what is missing was a fault of the build', others({ faulty: 2, missing: [] })],
  [
    'the fault of the build is missing',
    others({ faulty: 0, missing: [...(ofCandidate?.missing ?? []), { block: 2, attempts: 1, reason: 'CRASH' }] }),
  ],
  ['another block is missing', others({ missing: [{ block: 3, attempts: 1, reason: 'SESSION_LOST' }] })],
  ['it is missing for another reason', others({ missing: [{ block: 1, attempts: 1, reason: 'thermal' }] })],
  ['it was tried more often', others({ missing: [{ block: 1, attempts: 3, reason: 'SESSION_LOST' }] })],
  ['more blocks were planned', others({ planned: 7, skipped: 2 })],
  ['what became of the slots is more than was planned', others({ skipped: 2 })],
])('a completeness that says %s is refused', (_what, changes) => {
  expect(() => reading(aWholeRun(changes))).toThrow(
    'run.json contradicts itself: its completeness of one/latency/candidate is not what its launches show.',
  );
});

test('a completeness lists every arm of every pass on every device, and no other', () => {
  expect(() => reading(aWholeRun({ completeness: [] }))).toThrow('does not say what became of one/latency/baseline');
  for (const [other, name] of [
    [{ deviceId: 'two' }, 'two/latency/candidate'],
    [{ passId: 'memory' }, 'one/memory/candidate'],
  ] as const) {
    const more = ofCandidate === undefined ? [] : [{ ...ofCandidate, ...other }];
    expect(() => reading(aWholeRun({ completeness: [...(aWholeRun().completeness ?? []), ...more] }))).toThrow(
      `its completeness names ${name}, which was not planned`,
    );
  }
});

test('whether a run is complete follows from its completeness, its lost devices and whether it ended early', () => {
  const lost = [{ deviceId: 'one', message: 'unplugged' }];
  expect(() => reading(aWholeRun({ isComplete: false }))).toThrow('it is incomplete, which is not what');
  expect(() => reading(aWholeRun({ lost }))).toThrow('it is complete, which is not what');
  expect(reading(aWholeRun({ lost, isComplete: false })).isComplete).toBe(false);
  const stoppedEarly = { at: '2026-01-01T00:00:00.000Z', reason: '', launchesLeft: 1, minutesSaved: 1 };
  expect(reading(aWholeRun({ lost, stoppedEarly })).isComplete).toBe(true);
  // Older runs do not say what became of their slots, and ended by other rules.
  const { completeness: _none, ...older } = aWholeRun({ lost });
  expect(reading(older).isComplete).toBe(true);
});

const noise = { metric: 'endToEnd', farOut: 0, launches: 1, lag1: 0 } as const;
const one = aLaunch({ deviceId: 'one', pass: 'latency', block: 0, arm: 'candidate' }, aMeasured());

test.each<readonly [string, Partial<Run>, string]>([
  ['environment', { environments: [anEnvironment(['one', 'gone'])] }, 'its environments name the device gone'],
  ['idle time', { idle: [{ deviceId: 'gone', idleMs: 1 }] }, 'its idle times name the device gone'],
  ['noise', { known: [{ ...noise, deviceId: 'gone', passId: 'latency' }] }, 'its known noise names the device gone'],
  ['noise', { known: [{ ...noise, deviceId: 'one', passId: 'gone' }] }, 'its known noise names the pass gone'],
  ['lost device', { lost: [{ deviceId: 'gone', message: '' }] }, 'its lost devices name the device gone'],
  ['skip', { skipped: [{ deviceId: 'one', passId: 'gone', fromBlock: 5 }] }, 'its skipped blocks name the pass gone'],
  [
    'policy',
    { policy: 'pr', policySettings: { id: 'ours', inconclusive: 'warn', virtual: 'accept' } },
    'its policy is pr, and the settings that it keeps are of ours',
  ],
  ['launch', { launches: [{ ...one, deviceId: 'gone' }] }, 'a launch names the device gone'],
  ['launch', { launches: [{ ...one, slot: { ...one.slot, pass: 'gone' } }] }, 'a launch names the pass gone'],
  ['launch', { launches: [{ ...one, slot: { ...one.slot, block: 6 } }] }, 'is beyond the 6 blocks of its pass'],
  ['launch', { launches: [{ ...one, buildId: 'sha-baseline' }] }, 'is of another build than the candidate of the run'],
  ['candidate', { candidate: aBuild('other') }, 'is of another build than the candidate of the run'],
  ['reference', { reference: { kind: 'none' } }, 'has no build: none was measured beside the candidate'],
])('a run with another %s than its devices, passes and builds allow is refused: %j', (_what, changes, message) => {
  expect(() => reading(aWholeRun(changes))).toThrow(
    expect.objectContaining({ code: 'RUN_INVALID', message: expect.stringContaining(message) }),
  );
});

test('launches under a state that their device cannot be brought into are refused: no rule would look at them', () => {
  const forced = { ...pass, protocol: { ...pass.protocol, forcedThermal: 'serious' } } as const;
  const {
    suite,
    devices: [device = aDevice('one')],
  } = aWholeRun();
  const of = (forcedThermal: readonly 'serious'[]): Run =>
    aWholeRun({
      suite: { ...suite, passes: [forced] },
      devices: [{ ...device, capabilities: { ...device.capabilities, forcedThermal } }],
    });
  expect(reading(of(['serious'])).devices).toHaveLength(1);
  expect(() => reading(of([]))).toThrow('it has launches of one/latency, which forces a state');
});

test('the launches of a journal are checked against its header as those of a run are', () => {
  const { launches, ...header } = aWholeRun();
  refuseOtherLaunches(header, launches, 'journal.jsonl');
  const [first] = launches;
  if (first === undefined) throw new Error('no launch');
  for (const [wrong, message] of [
    [[...launches, first], 'the launch one/latency/0, attempt 1, is listed twice'],
    [[{ ...first, buildId: 'sha-other' }], 'is of another build than'],
    [[{ ...first, deviceId: 'two' }], 'a launch names the device two'],
  ] as const) {
    expect(() => refuseOtherLaunches(header, wrong, 'journal.jsonl')).toThrow(`journal.jsonl contradicts itself: `);
    expect(() => refuseOtherLaunches(header, wrong, 'journal.jsonl')).toThrow(message);
  }
});
