import { assess } from '#harness/compare/assess.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { ofOneSession, type Policy, type RunPolicy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide } from '#harness/gate/decide.ts';
import { failureRule } from '#harness/stop/failure-rule.ts';
import { stopAtFailure } from '#harness/stop/stop-at-failure.ts';
import type { Ending, Judged } from './tally.ts';
import { stopEarly } from './stop-early.ts';

/**
 * What becomes of a run under a policy: measured until its rules stop it, assessed, decided. Where the policy ends a run
 * whose gate is certain to fail, the same run is also judged without that rule. Virtual phones are accepted: here it is
 * the gate that is judged, not the numbers.
 */
export function judgeAsGate(policy: RunPolicy): (run: Run, trial: number) => Judged {
  // A session is judged alone: with a second one no more runs fail.
  const accepting: Policy = { ...ofOneSession(policy), virtual: 'accept' };
  const endingOf = (run: Run): Ending => ({
    decision: decide(assess({ run, baselineRun: null, seed: run.seed }), accepting),
    blocks: blocksOf(run),
  });
  return (drawn, trial) => {
    // What is drawn again has one seed in all trials.
    const planned = { ...asMeasuredUnder(policy, asOtherCode(drawn)), seed: trial };
    const run = stopEarly(planned, stoppingRule(planned));
    const whole = endingOf(run);
    if (!policy.endsWhenSure) return { ...whole, whole: null };
    const stopped = stopAtFailure(run, failureRule(run, accepting));
    return { ...(stopped === run ? whole : endingOf(stopped)), whole };
  };
}

/** With how many launches its looks are content follows from the policy, not from how the launches came to be. */
function asMeasuredUnder({ mostToPass }: RunPolicy, run: Run): Run {
  const { mostToPass: _, ...plain } = run;
  return mostToPass === null ? plain : { ...plain, mostToPass };
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
