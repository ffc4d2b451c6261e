import { assert, boolean, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { assess } from '#harness/compare/assess.ts';
import { withSecondSession } from '#harness/compare/second-session.fixture.ts';
import type { Policy } from '#harness/domain/decision.ts';
import { exitCodeOf } from '#harness/domain/exit-code.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Run } from '#harness/domain/run.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { type Draw, draws, runOf } from '#harness/gate/random-run.fixture.ts';
import { score, waiver } from './scoring.fixture.ts';

const JUDGES: readonly Policy[] = [
  POLICIES.pr,
  POLICIES.release,
  { ...POLICIES.pr, id: 'twice', confirm: 'secondSession' },
  { ...POLICIES.release, id: 'strict twice', confirm: 'secondSession' },
];
const WAIVED: readonly MetricId[] = ['timeToFirstToken', 'endToEnd', 'preprocess', 'visionEncode', 'prefill'];

/** As drawn; half of the runs are whole, because hardly any other would ship. */
const drawn = property(draws, draws, boolean(), boolean(), boolean(), constantFrom(...JUDGES), shipsOnlyWhatPasses);
let shipped = 0;

test('no scorecard says ship where the gate of a run of it did not pass, or whose second session alone fails it', () => {
  assert(drawn, { numRuns: 600, seed: 20_261_128 });
  expect(shipped).toBeGreaterThan(20);
});

function shipsOnlyWhatPasses(
  draw: Draw,
  again: Draw,
  isWhole: boolean,
  isRepeated: boolean,
  isWaived: boolean,
  policy: Policy,
): void {
  const first = isWhole ? whole(draw) : draw;
  const { baselineRun, ...own } = runOf(first);
  const alone = onDecidingModel(own.run);
  const isTwice = isRepeated && first.design === 'remeasured';
  const run = isTwice ? withSecondSession(alone, runOf({ ...again, ...planOf(first) }).run) : alone;
  const assessment = assess({ run, baselineRun, seed: 1 });
  const waivers = isWaived ? WAIVED.map((metric) => ({ ...waiver, metric })) : [];
  const exceptions = exceptionsAt('2026-01-02T00:00:00.000Z', waivers);
  const decision = decide(assessment, policy, exceptions);
  if (score([{ run, assessment, decision }], { exceptions }).verdict !== 'ship') return;
  shipped += 1;
  expect(exitCodeOf(decision)).toBe(0);
  if (policy.confirm !== 'secondSession' || assessment.secondSession === undefined) return;
  expect(decide(assessment.secondSession, { ...policy, confirm: 'none' }, exceptions).kind).not.toBe('fail');
}

/** The same as both builds, phones and passes that a second session shares with its first one. */
function planOf({ design, kinds, blocks, areLooksPlanned, models }: Draw): Partial<Draw> {
  return { design, kinds, blocks, areLooksPlanned, models };
}

function whole(draw: Draw): Draw {
  const none = { baseline: 0, candidate: 0 };
  const answering = { silent: [[], [], []], lostAt: [null, null, null], lost: none, crashes: none };
  const asked = { kinds: ['latency'], models: ['a'], blocks: 9, spread: 'noisy', isComplete: true } as const;
  return { ...draw, ...answering, ...asked, design: 'remeasured' };
}

/** The plan's deciding combination is of this model. */
function onDecidingModel(run: Run): Run {
  return { ...run, devices: run.devices.map((device) => ({ ...device, model: 'iPhone17,1' })) };
}
