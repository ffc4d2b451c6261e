import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AgentPlan } from './protocol.ts';
import type { Build } from '#harness/domain/build.ts';
import { judgeLaunch, type Witness } from './outcome.ts';
import type { Ending } from './ending.ts';

const HASH = 'c'.repeat(64);
const build: Build = {
  id: 'b',
  label: 'nano 1.0',
  version: '1.0',
  platform: 'ios',
  bytes: 1,
  models: [],
  identity: { kind: 'ios', bundleId: 'com.example', buildNumber: '1', minimumOsVersion: '18.0', binaryUuid: HASH },
};
const plan: AgentPlan = {
  protocol: 1,
  nonce: 'n',
  deadlineMs: 1000,
  model: 'nano',
  decoding: { maxOutputTokens: 4, stopAtEndOfSequence: true },
  promptTemplate: '{question}',
  imageSizePx: null,
  data: 'bench/data/x',
  warmupIterations: 0,
  iterations: [{ questionId: 7, image: 'x.png', question: 'What?' }],
  cycles: 1,
  sustainForMs: null,
  record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
};
const hello = {
  event: 'hello',
  protocol: 1,
  nonce: 'n',
  agent: { name: 'sample', version: '1' },
  app: { bundleId: 'com.example', version: '1.0', build: '1', binaryUuid: HASH },
  models: [],
  device: { model: 'iPhone17,1', osVersion: '26.1', osBuild: '23B85' },
  thermal: 'nominal',
  lowPowerMode: false,
};
const load = { event: 'load', startNs: 1, endNs: 2_000_000, cache: 'cold', footprintBytes: 5e6 };
const iteration = {
  event: 'iteration',
  index: 0,
  phase: 'measured',
  cycle: 0,
  questionId: 7,
  spans: [{ stage: 'decode', startNs: 2_000_003, endNs: 4_000_000 }],
  tokenNs: [],
  tokenIds: createHash('sha256').digest('hex'),
  tokenCount: 0,
  answer: '',
  thermal: 'nominal',
};

function lines(...events: readonly object[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

function whole(...events: readonly object[]): Buffer {
  const body = lines(...events);
  const sha256 = createHash('sha256').update(body).digest('hex');
  return Buffer.concat([body, lines({ event: 'done', events: events.length, sha256, peakFootprintBytes: 9e6 })]);
}

function judge(
  kind: Ending['kind'],
  events: Buffer | null,
  { seen = null, energy = null }: Partial<Pick<Witness, 'seen' | 'energy'>> = {},
): ReturnType<typeof judgeLaunch> {
  const ending = { kind, events, bytes: 70_000_000, stillMs: 2500 };
  return judgeLaunch(ending, plan, build, { energy, seen, memoryBytes: null });
}

test('a finished launch of the right build is measured, and how long the app worked is known', () => {
  const result = judge('finished', whole(hello, load, iteration));
  expect(result).toMatchObject({ outcome: { kind: 'measured', peakFootprintBytes: 9e6, energy: null }, workedMs: 4 });
  expect(result.fingerprint?.version).toBe('1.0');
});

test('another build than the one that was sent is never measured', () => {
  const old = { ...hello, app: { ...hello.app, version: '0.9' } };
  for (const events of [whole(old, load, iteration), lines(old)]) {
    expect(judge('finished', events).outcome).toEqual({
      kind: 'failed',
      fault: {
        kind: 'product',
        code: 'FINGERPRINT_MISMATCH',
        message: 'The app that ran is not nano 1.0: version is 0.9, not 1.0.',
      },
    });
  }
});

test('low power mode makes a launch invalid, not slow', () => {
  const result = judge('finished', whole({ ...hello, lowPowerMode: true }, load, iteration));
  expect(result.outcome).toMatchObject({ kind: 'invalid', reason: 'lowPower' });
});

test('an app that is late in Low Power Mode says nothing about the build', () => {
  const slow = { ...hello, lowPowerMode: true };
  const late = { event: 'error', code: 'DEADLINE', message: 'late' };
  for (const [kind, events] of [
    ['overdue', lines(slow, load)],
    ['finished', lines(slow, load, late)],
  ] as const) {
    const result = judge(kind, events);
    expect(result).toMatchObject({ lowPowerMode: true, outcome: { kind: 'invalid', reason: 'lowPower' } });
  }
  expect(judge('finished', lines(hello, load, late)).outcome).toMatchObject({ fault: { code: 'AGENT_DEADLINE' } });
});

test('what an app does not report of the phone is null, and its launch counts', () => {
  const { thermal: _state, lowPowerMode: _mode, ...silent } = hello;
  const { thermal: _own, ...answer } = iteration;
  const result = judge('finished', whole(silent, load, answer));
  expect(result).toMatchObject({ lowPowerMode: null, outcome: { kind: 'measured', iterations: [{ thermal: null }] } });
});

test('an app that left the foreground makes a launch invalid', () => {
  expect(judge('interrupted', lines(hello)).outcome).toMatchObject({ kind: 'invalid', reason: 'interrupted' });
});

const lateError = { event: 'error', code: 'DEADLINE', message: 'late' };
const ownError = { event: 'error', code: 'INTERNAL', message: 'no graphics processor' };
const inactive = { event: 'state', atNs: 3_000_000, state: 'inactive' };
const active = { event: 'state', atNs: 3_500_000, state: 'active' };
const locked = { event: 'state', atNs: 3_600_000_000, state: 'locked' };

test.each<[string, Ending['kind'], Buffer, RegExp]>([
  [
    'was inactive for a while',
    'finished',
    whole(hello, load, inactive, active, iteration),
    /inactive, .* 0\.0 s after/,
  ],
  ['was inactive before it loaded', 'finished', whole(hello, { ...inactive, atNs: 0 }, load, iteration), /inactive/],
  ['was inactive and is late', 'finished', lines(hello, load, inactive, active, lateError), /inactive/],
  ['was inactive and is not done', 'overdue', lines(hello, load, inactive, active), /inactive/],
  ['ended with the phone locked', 'ended', lines(hello, load, locked), /phone was locked 3\.6 s after/],
  ['ended in the background', 'ended', lines(hello, { ...locked, state: 'background' }), /went to the background/],
  ['gave up with the phone locked', 'finished', lines(hello, load, locked, ownError), /locked/],
  ['was cut off with the phone locked', 'torn', lines(hello, load, locked, iteration).subarray(0, -5), /locked/],
])('an app that %s, by its own word, was interrupted', (_what, kind, events, message) => {
  const result = judge(kind, events);
  expect(result.outcome).toEqual({
    kind: 'invalid',
    reason: 'interrupted',
    message: expect.stringMatching(message),
  });
  expect(result.isUnexplainedEnd).toBe(false);
});

test.each<[string, Ending['kind'], Buffer, string]>([
  [
    'became active before it loaded',
    'finished',
    whole(hello, { ...inactive, atNs: 0 }, { ...active, atNs: 0 }, load, iteration),
    'measured',
  ],
  [
    'left the front after its work',
    'finished',
    whole(hello, load, iteration, { ...inactive, atNs: 5_000_000 }),
    'measured',
  ],
  ['was in front again when it ended', 'ended', lines(hello, load, inactive, active), 'failed'],
  [
    'cannot take the plan, locked or not',
    'finished',
    lines(hello, locked, { ...ownError, code: 'PLAN_INVALID' }),
    'failed',
  ],
  ['writes what cannot be, locked or not', 'finished', whole(hello, load, load, locked), 'failed'],
])('an app that %s was not interrupted', (_what, kind, events, outcome) => {
  expect(judge(kind, events).outcome.kind).toBe(outcome);
});

test('Low Power Mode that is switched on during a launch makes it invalid, and off before it does not', () => {
  const on = { event: 'lowPowerMode', atNs: 3_000_000_000, isOn: true };
  const slow = { ...iteration, spans: [{ stage: 'decode', startNs: 2_000_003, endNs: 4_000_000_000 }] };
  expect(judge('finished', whole(hello, load, on, slow))).toMatchObject({
    lowPowerMode: true,
    outcome: { reason: 'lowPower', message: 'Low Power Mode was switched on 3.0 s after the start of the app' },
  });
  const off = { ...on, atNs: 0, isOn: false };
  const result = judge('finished', whole({ ...hello, lowPowerMode: true }, off, load, iteration));
  expect(result).toMatchObject({ outcome: { kind: 'measured' } });
});

test('thermal states between questions are kept', () => {
  const fair = { atNs: 3_000_000, state: 'fair' };
  const { outcome } = judge('finished', whole(hello, load, { event: 'thermal', ...fair }, iteration));
  expect(outcome).toMatchObject({ thermalChanges: [fair] });
});

test.each<[string, Ending['kind'], Buffer | null, string, RegExp]>([
  ['an app that is gone', 'ended', lines(hello, load), 'APP_ENDED', /after 1 model loads and 0 iterations/],
  ['an app that never wrote', 'ended', null, 'APP_ENDED', /and wrote no events/],
  ['an app that goes on for ever', 'overdue', lines(hello), 'HANG', /has written nothing for 2\.5 s/],
  ['a file that is too large', 'tooLarge', lines(hello), 'EVENTS_TOO_LARGE', /has 70000000 bytes; 67108864 are read/],
  ['a line that was begun', 'torn', lines(hello).subarray(0, -5), 'EVENTS_TORN', /cut off/],
  ['a file with wrong bytes', 'finished', whole(hello, load, load), 'EVENTS_ORDER', /second time/],
])('%s is a product fault', (_what, kind, events, code, message) => {
  expect(judge(kind, events).outcome).toMatchObject({
    kind: 'failed',
    fault: { kind: 'product', code, message: expect.stringMatching(message) },
  });
});

test('an app that ended or hangs names the question that it was answering', () => {
  const started = { event: 'started', index: 0, phase: 'measured', cycle: 0, questionId: 7, atNs: 2_000_001 };
  const messageOf = (kind: Ending['kind'], ...events: readonly object[]): string => {
    const { outcome } = judge(kind, lines(...events));
    return outcome.kind === 'failed' ? outcome.fault.message : '';
  };
  const running = 'after 1 model loads and 0 iterations, while it answered question 7 (measured)';
  expect(messageOf('ended', hello, load, started)).toBe(`The app ended before it was done, ${running}.`);
  expect(messageOf('overdue', hello, load, started)).toContain(`${running};`);
  expect(messageOf('ended', hello, load, { ...started, phase: 'warmup' })).toContain('question 7 (a warm-up)');
  expect(messageOf('ended', hello, load, started, iteration)).toMatch(/1 iterations\.$/);
  expect(messageOf('finished', hello, load, { ...started, index: 1 })).toBe(
    'Iteration 1 starts in the place of iteration 0.',
  );
});

test.each(['supply', 'telemetry'] as const)(
  'power readings that contradict each other in %s make a launch invalid',
  (kind) => {
    const energy = { kind: 'breach', breach: { kind, message: 'it jumped' } } as const;
    const { outcome } = judge('finished', whole(hello, load, iteration), { energy });
    expect(outcome).toEqual({ kind: 'invalid', reason: kind, message: 'no energy: it jumped' });
  },
);

test.each(['DATA_MISSING', 'STORAGE_FULL'])('an app that gave up with %s met a fault of the infrastructure', (code) => {
  const gaveUp = lines(hello, { event: 'error', code, message: 'x.png' });
  expect(judge('finished', gaveUp).outcome).toMatchObject({
    fault: { kind: 'infrastructure', code: `AGENT_${code}` },
  });
});

test('only an end without a word needs a crash report', () => {
  expect(judge('ended', null).isUnexplainedEnd).toBe(true);
  expect(judge('overdue', null).isUnexplainedEnd).toBe(false);
  expect(judge('finished', whole(hello, load, iteration)).isUnexplainedEnd).toBe(false);
});

test('an app that reports what the host knows to be impossible is a product fault, and no guide to the next launch', () => {
  const result = judge('finished', whole(hello, load, iteration), { seen: { atLeastMs: 900, atMostMs: 1000 } });
  expect(result).toMatchObject({
    workedMs: null,
    outcome: { fault: { kind: 'product', code: 'IMPLAUSIBLE', message: expect.stringContaining('at least 900 ms') } },
  });
});

test('the memory limit and what the system counted are kept; what it did not count, or counted as nothing, is missing', () => {
  const body = lines({ ...hello, memoryLimitBytes: 3e9 }, load, iteration);
  const sha256 = createHash('sha256').update(body).digest('hex');
  const done = {
    event: 'done',
    events: 3,
    sha256,
    peakFootprintBytes: 9e6,
    instructions: 7,
    cycles: null,
    cpuEnergyNanojoules: 0,
  };
  const { outcome } = judge('finished', Buffer.concat([body, lines(done)]));
  expect(outcome).toMatchObject({ memoryLimitBytes: 3e9, counters: { instructions: 7 } });
  expect(outcome).not.toHaveProperty('counters.cpuEnergyNanojoules');
  const silent = judge('finished', whole(hello, load, iteration)).outcome;
  expect(silent).not.toHaveProperty('counters');
  expect(silent).not.toHaveProperty('memoryLimitBytes');
});

test('how the screen is set and whether the phone charges is kept', () => {
  const display = { brightness: 0.4, maximumFramesPerSecond: 120 };
  const told = judge('finished', whole({ ...hello, display, charging: true }, load, iteration)).outcome;
  expect(told).toMatchObject({ display, charging: true });
  const dim = judge(
    'finished',
    whole({ ...hello, display: { brightness: 0, maximumFramesPerSecond: null } }, load, iteration),
  );
  expect(dim.outcome).toMatchObject({ display: { brightness: 0 } });
  const tooBright = { ...hello, display: { brightness: 40 } };
  expect(judge('finished', whole(tooBright, load, iteration)).outcome).toMatchObject({
    fault: { code: 'EVENTS_MALFORMED' },
  });
});
