import { assess } from '#harness/compare/assess.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import { decidingPart, ofOneSession, type Policy, type RunPolicy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import type { SecondSessionScope } from '#harness/domain/second-session.ts';
import { secondSessionScope } from '#harness/gate/confirm.ts';
import { decide } from '#harness/gate/decide.ts';
import { failureRule } from '#harness/stop/failure-rule.ts';
import { stopAtFailure } from '#harness/stop/stop-at-failure.ts';
import { secondRunFrom } from './second-run.ts';
import type { Ending, Judged } from './tally.ts';
import { stopEarly } from './stop-early.ts';

/** What becomes of runs, trial by trial. */
export type JudgeRun = (run: Run, trial: number, again: () => Run) => Judged;

/**
 * What becomes of a run under a policy: measured until its rules stop it, assessed, decided; where the policy asks for a second
 * session and the gate fails, measured once more, as far as that session asks. Where the policy ends a run whose gate is certain to
 * fail, the same run is also judged without that rule. Virtual phones are accepted: here it is the gate that is judged, not the
 * numbers. `again` draws another session of the same builds.
 */
export function judgeAsGate(policy: RunPolicy): JudgeRun {
  const accepting: Policy = { ...decidingPart(policy), virtual: 'accept' };
  // What is drawn again has one seed in all trials.
  const planned = (drawn: Run, seed: number): Run => ({ ...asMeasuredUnder(policy, asOtherCode(drawn)), seed });
  return (drawn, trial, again) => {
    const plan = planned(drawn, trial);
    const whole = stopEarly(plan, stoppingRule(plan));
    const measuredAgain = (run: Run, scope: SecondSessionScope, mayEnd: boolean): Run => {
      const second = secondRunFrom(planned(again(), SECOND_SEED - trial), run, scope);
      const measured = stopEarly(second, stoppingRule(second));
      return mayEnd ? stopAtFailure(measured, failureRule(measured, accepting)) : measured;
    };
    const judge = (run: Run, mayEnd: boolean): SessionsEnding =>
      endingOf(run, accepting, (scope) => measuredAgain(run, scope, mayEnd));
    if (!policy.endsWhenSure) return { ...judge(whole, false), whole: null };
    const stopped = stopAtFailure(whole, failureRule(whole, accepting));
    const judgedWhole = judge(whole, false);
    // Only a second session could still differ.
    const isSame = stopped === whole && judgedWhole.once?.decision.kind !== 'fail';
    return { ...(isSame ? judgedWhole : judge(stopped, true)), whole: judgedWhole };
  };
}

/** Seeds of second sessions are below those of trials. */
const SECOND_SEED = -1;

type SessionsEnding = Ending & Pick<Judged, 'once'>;

function endingOf(run: Run, policy: Policy, measureAgain: (scope: SecondSessionScope) => Run): SessionsEnding {
  const assessment = assess({ run, baselineRun: null, seed: run.seed });
  const blocks = blocksOf(run) / run.devices.length;
  const once = { decision: decide(assessment, ofOneSession(policy)), blocks };
  if (policy.confirm !== 'secondSession') return { ...once, once: null };
  const decision = decide(assessment, policy);
  const scope = secondSessionScope(decision, assessment);
  if (scope === null) return { decision, blocks, once };
  const second = measureAgain(scope);
  const secondSession = assess({ run: second, baselineRun: null, seed: second.seed });
  return {
    decision: decide({ ...assessment, secondSession }, policy),
    blocks: blocks + blocksOf(second) / run.devices.length,
    once,
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

/** Blocks of all devices and passes. */
function blocksOf({ launches }: Run): number {
  const blocks = launches
    .filter(({ slot }) => !slot.discard)
    .map(({ deviceId, slot }) => `${deviceId}/${slot.pass}/${slot.block}`);
  return new Set(blocks).size;
}
