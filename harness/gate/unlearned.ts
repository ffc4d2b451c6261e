import { canMeasure } from '#harness/domain/applicable.ts';
import { isSameCode } from '#harness/domain/build.ts';
import type { ArmSlots, Assessment } from '#harness/domain/assessment.ts';
import { isPassing, wholeFindings } from '#harness/domain/deciding.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { count } from '#harness/text/numbers.ts';
import { firstOf } from '#harness/text/lists.ts';
import { MOST_PLACES } from './given-up-text.ts';

/**
 * What keeps a run from passing under every policy: a pass says that something that decides was compared and is
 * unharmed, and a run without a baseline says that something was measured.
 */
export function unlearned(assessment: Assessment): readonly Reason[] {
  return [...incomplete(assessment), ...shortPlans(assessment), ...nothingCompared(assessment)];
}

/**
 * A run ends early because its gate is certain to fail. Where it does not fail, as beside another baseline or where somebody has
 * accepted the loss, the skipped launches are unknown.
 */
export function leftOut({ stoppedEarly }: Assessment, isAccepted: boolean): readonly Reason[] {
  if (stoppedEarly === undefined) return [];
  const left = count(stoppedEarly.launchesLeft, 'launch was', 'launches were');
  const cause = isAccepted ? 'a loss that is waived now' : 'something that does not fail with this baseline and policy';
  const message = `The run ended early for ${cause}, so ${left} skipped, and their results are unknown`;
  return [{ kind: 'stoppedEarly', message }];
}

/**
 * Whether comparisons that decide exist and none of them shows the candidate to be unharmed: then there are only doubts,
 * and no policy may ignore them.
 */
export function isNothingShown(assessment: Assessment): boolean {
  const { baseline, candidate } = assessment;
  // The same code needs no measurement to be as good as before.
  if (baseline === null || isSameCode(baseline.build, candidate)) return false;
  const deciding = wholeFindings(assessment);
  return deciding.length > 0 && !deciding.some(({ verdict }) => isPassing(verdict));
}

function incomplete(assessment: Assessment): readonly Reason[] {
  const { slots, isComplete } = assessment;
  const short = slots.filter(({ isEnough }) => !isEnough);
  if (short.length > 0) {
    const places = short.map((own) => shortArm(own, assessment));
    return [{ kind: 'incomplete', message: `Too few launches were measured: ${firstOf(places, MOST_PLACES)}` }];
  }
  if (!isComplete) {
    const missing = sum(slots.map((own) => own.missing));
    const planned = sum(slots.map((own) => own.planned - own.skipped));
    const lost = missing === 0 ? 'none' : `${missing} of ${count(planned, 'launch', 'launches')}`;
    const message = `A phone was not measured to the end: ${lost} missing`;
    return [{ kind: 'incomplete', message }];
  }
  if (slots.some(({ measured, faulty }) => measured + faulty > 0)) return [];
  const message = canAnyMeasure(assessment)
    ? 'No launch was planned, so nothing was measured'
    : 'No pass of the suite can be measured on the devices of the run, so nothing was measured';
  return [{ kind: 'incomplete', message }];
}

function canAnyMeasure({ suite, devices }: Assessment): boolean {
  return devices.some((device) => suite.passes.some((pass) => canMeasure(pass, device)));
}

function shortArm({ deviceId, passId, arm, measured, planned, skipped }: ArmSlots, { devices }: Assessment): string {
  const label = devices.find(({ id }) => id === deviceId)?.label ?? deviceId;
  return `${measured} of ${count(planned - skipped, 'launch', 'launches')} of the ${arm} on ${label}, pass ${passId}`;
}

function shortPlans({ shortPlans }: Assessment): readonly Reason[] {
  return shortPlans.map(({ passId, blocks, fewest }): Reason => {
    const message = `Pass ${passId} has ${count(blocks, 'block')}, but its times, memory and energy show no change, however large, in fewer than ${fewest}`;
    return { kind: 'shortPlan', message };
  });
}

function nothingCompared(assessment: Assessment): readonly Reason[] {
  if (!assessment.isBaselineWanted || wholeFindings(assessment).length > 0) return [];
  if (assessment.baseline === null) {
    const message = 'The baseline of the run is not available, so nothing was compared';
    return [{ kind: 'nothingCompared', message }];
  }
  const lost = sum(assessment.slots.map(({ missing }) => missing));
  if (lost > 0) {
    const message = `Nothing that decides was compared: ${count(lost, 'launch is', 'launches are')} missing`;
    return [{ kind: 'incomplete', message }];
  }
  const why =
    assessment.comparisons.length > 0
      ? 'what was compared only warns'
      : 'no metric that decides has values of both builds';
  return [{ kind: 'nothingCompared', message: `Nothing that decides was compared: ${why}` }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
