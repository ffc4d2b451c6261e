import { assess } from '#harness/compare/assess.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide } from '#harness/gate/decide.ts';
import type { Judged } from './self-test.ts';
import { stopEarly } from './stop-early.ts';

/**
 * What becomes of a run under a policy: measured until its rule stops it, assessed, decided. Virtual phones are
 * accepted: here it is the gate that is judged, not the numbers.
 */
export function judgeAsGate(policy: Policy): (run: Run, trial: number) => Judged {
  return (run, trial) => {
    const measured = stopEarly(run, stoppingRule(run));
    const assessment = assess({ run: asOtherCode(measured), baselineRun: null, seed: trial });
    return { decision: decide(assessment, { ...policy, virtual: 'accept' }), blocks: blocksOf(measured) };
  };
}

/** A change that was put into launches of one build makes another build of the candidate, whatever its package was. */
function asOtherCode(run: Run): Run {
  const { contentSha256: _, ...candidate } = run.candidate;
  return { ...run, candidate: { ...candidate, id: `${candidate.id} with a change` } };
}

/** Blocks a device, of all passes. */
function blocksOf({ launches, devices }: Run): number {
  const blocks = launches
    .filter(({ slot }) => !slot.discard)
    .map(({ deviceId, slot }) => `${deviceId}/${slot.pass}/${slot.block}`);
  return new Set(blocks).size / devices.length;
}
