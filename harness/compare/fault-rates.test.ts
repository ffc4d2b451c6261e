import { expect, test } from 'vitest';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run } from '#harness/domain/run.ts';
import { assess } from './assess.ts';
import { aBuild, aDevice, aMeasured, aPass, aRun, CRASH, LOST, type Place, TOO_HOT } from './run.fixture.ts';

const REFUSED: Outcome = {
  kind: 'failed',
  fault: { kind: 'product', code: 'INSTALL_REFUSED', message: 'ApplicationVerificationFailed' },
};
const PASSES = ['latency', 'memory'].map((id) => aPass(id, ['endToEnd']));
const DEVICES = [aDevice('one'), aDevice('two')];

function rates(run: Run, stored: { readonly baselineRun?: Run; readonly earlierRuns?: readonly Run[] } = {}) {
  const { baselineRun = null, earlierRuns = [] } = stored;
  const { faultRates, faultCounts } = assess({ run, baselineRun, earlierRuns, seed: 1 });
  return { ...faultRates, counts: faultCounts };
}

test('launches at risk are those of all phones and passes that ended measured or by a fault that comes by chance', () => {
  const outcomes: readonly Outcome[] = [aMeasured(), CRASH, LOST, TOO_HOT, REFUSED, aMeasured()];
  const outcome = ({ arm, block }: Place): Outcome => (arm === 'candidate' ? (outcomes[block] ?? LOST) : aMeasured());
  const { candidate, baseline, counts, p } = rates(aRun({ blocks: 6, passes: PASSES, devices: DEVICES, outcome }));
  expect(candidate).toEqual({ launches: 12, faults: 4, codes: [{ code: 'CRASH', faults: 4 }] });
  expect(baseline).toEqual({ launches: 24, faults: 0, codes: [] });
  expect(counts).toHaveLength(8);
  expect(counts[2]).toEqual({
    deviceId: 'one',
    passId: 'memory',
    arm: 'candidate',
    launches: 3,
    faults: 1,
    givenUpAfter: 0,
  });
  // scipy.stats.boschloo_exact([[4, 0], [8, 24]], alternative='greater', n=256)
  expect(p).toBeCloseTo(0.003171159703, 9);
});

test('first launches after an installation, and tries before the last, are at risk like any other', () => {
  const run = aRun({ blocks: 2 });
  const launches = run.launches.map((launch): Launch => {
    const isFirst = launch.slot.block === 0;
    return { ...launch, outcome: isFirst ? CRASH : launch.outcome, slot: { ...launch.slot, discard: isFirst } };
  });
  const again = launches.map((launch): Launch => ({ ...launch, attempt: 2, outcome: aMeasured() }));
  expect(rates({ ...run, launches: [...launches, ...again] }).candidate).toMatchObject({ launches: 4, faults: 1 });
});

test('a stored baseline brings the launches of its run and of earlier sessions; its places are those of its run', () => {
  const alone = (id: string, label: string, blocks: number, outcome?: () => Outcome): Run =>
    aRun({
      blocks,
      hasBaseline: false,
      ...(outcome === undefined ? {} : { outcome }),
      overrides: {
        id,
        candidate: aBuild(label),
        reference: id === 'run' ? { kind: 'stored', runId: 'stored' } : NO_REFERENCE,
      },
    });
  const stored = { baselineRun: alone('stored', 'old', 25, () => CRASH), earlierRuns: [alone('a', 'old', 20)] };
  const told = rates(alone('run', 'new', 25), stored);
  expect(told).toMatchObject({ baseline: { launches: 45, faults: 25 }, storedSessions: 2, p: null });
  expect(told.counts.find(({ arm }) => arm === 'baseline')).toMatchObject({ launches: 25, faults: 25 });
});

test('nothing is tested without a baseline, or where the candidate has no fault', () => {
  const alone = rates(aRun({ hasBaseline: false, outcome: () => CRASH }));
  expect(alone).toMatchObject({ candidate: { faults: 8 }, baseline: null, p: null, smallestP: null });
  expect(rates(aRun({ outcome: ({ arm }) => (arm === 'baseline' ? CRASH : aMeasured()) })).p).toBeNull();
});
