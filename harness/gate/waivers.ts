import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf, worseEnds } from '#harness/domain/deciding.ts';
import type { MetricReason, WaiverUse } from '#harness/domain/decision.ts';
import { deviceModelIn } from '#harness/domain/device-model-of.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import type { Exceptions, Waiver } from '#harness/domain/waiver.ts';
import { waiverTerms, waiverText } from '#harness/text/waivers.ts';
import { asDoubt, type CollectedReasons, isMetricReason, type SortedReasons } from './sorted-reasons.ts';

/**
 * The reasons with what somebody has accepted among the notes. A waiver is a margin that is wider in one place: a change whose
 * whole interval lies within it is waived, one whose whole interval lies beyond it counts as before, and any other is a doubt.
 * Only a change of a metric can be waived: no fault, and nothing that was not measured.
 */
export function withWaivers(found: SortedReasons, assessment: Assessment, exceptions: Exceptions): SortedReasons {
  const waived: CollectedReasons = { fails: [], blocks: [], doubts: [], notes: [] };
  for (const effect of ['fails', 'blocks', 'doubts'] as const) {
    for (const reason of found[effect]) {
      const waiver = isMetricReason(reason) ? useOf(reason, assessment, exceptions) : null;
      if (waiver === null || !isMetricReason(reason)) waived[effect].push(reason);
      else if (waiver.state === 'waived') waived.notes.push(withWaiver(reason, waiver));
      else if (waiver.state === 'mayExceed' && effect === 'fails')
        waived.doubts.push(withWaiver(asDoubt(reason), waiver));
      else waived[effect].push(withWaiver(reason, waiver));
    }
  }
  return { ...waived, notes: [...waived.notes, ...found.notes] };
}

/** Whether it is written for what a reason is about: the metric, the model of phone, the suite and the build. */
export function isWaiverFor(waiver: Waiver, reason: MetricReason, assessment: Assessment): boolean {
  const finding = findingOf(reason, assessment);
  return finding !== undefined && isFor(waiver, finding, assessment);
}

function findingOf(reason: MetricReason, assessment: Assessment): Finding | undefined {
  return [...findingsOf(assessment), ...assessment.comparisons].find((each) => isAbout(reason, each));
}

/** Null where no waiver is for the finding, or nothing is known of its size. */
function useOf(reason: MetricReason, assessment: Assessment, { waivers, on }: Exceptions): WaiverUse | null {
  const finding = findingOf(reason, assessment);
  if (finding === undefined || finding.change === null) return null;
  const own = waivers.filter((waiver) => isFor(waiver, finding, assessment));
  const valid = own.filter(({ until }) => until >= on);
  const known = widest(valid, finding);
  if (known === null) {
    const [last] = (valid.length > 0 ? valid : own).toSorted((a, b) => (a.until < b.until ? 1 : -1));
    if (last === undefined) return null;
    return { state: valid.length > 0 ? 'otherUnit' : 'expired', terms: waiverTerms(last) };
  }
  const { accepted, waiver } = known;
  const ends = worseEnds(finding);
  const terms = waiverTerms(waiver);
  if (Math.max(...ends) <= accepted) return { state: 'waived', terms };
  return { state: Math.min(...ends) > accepted ? 'exceeded' : 'mayExceed', terms };
}

/** What accepts most, on the scale of the change; null where none of them is on that scale. */
function widest(
  waivers: readonly Waiver[],
  { scale }: Finding,
): { readonly waiver: Waiver; readonly accepted: number } | null {
  const sized = waivers.flatMap((waiver) => {
    const { acceptedPercent, acceptedAbsolute } = waiver;
    const accepted = scale === 'absolute' ? acceptedAbsolute : acceptedPercent && acceptedPercent / 100;
    return accepted === undefined ? [] : [{ waiver, accepted }];
  });
  return sized.toSorted((a, b) => b.accepted - a.accepted)[0] ?? null;
}

function isFor(waiver: Waiver, finding: Finding, assessment: Assessment): boolean {
  const { suite, candidate, commit } = assessment;
  const isOf = (build: string): boolean => candidate.id.startsWith(build) || commit?.startsWith(build) === true;
  return (
    waiver.metric === finding.metric &&
    (waiver.suite === undefined || waiver.suite === suite.id) &&
    (waiver.deviceModel === undefined || waiver.deviceModel === deviceModelIn(finding, assessment)) &&
    (waiver.builds === undefined || waiver.builds.some(isOf))
  );
}

function withWaiver<R extends MetricReason>(reason: R, waiver: WaiverUse): R {
  return { ...reason, waiver, message: `${reason.message}; ${waiverText(waiver)}` };
}
