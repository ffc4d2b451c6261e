import type { Assessment } from '#harness/domain/assessment.ts';
import { type Finding, findingsOf, isPassing } from '#harness/domain/deciding.ts';
import type { Confirmation, MetricReason, Policy, Reason } from '#harness/domain/decision.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { SecondSessionScope } from '#harness/domain/second-session.ts';
import { confirmationText } from '#harness/text/confirmation.ts';
import { asDoubt, isMetricReason, type SortedReasons } from './sorted-reasons.ts';

/**
 * The reasons of the first session where a policy asks for a second one. Only a regression that both sessions find, each judged by
 * itself by the same rules, fails the gate. One that only the first finds keeps the build from passing, whatever the policy does with
 * doubt: a build with a regression that nobody has refuted is not unharmed. Two kinds of reasons need no second session: what does not
 * vary between launches, and faults, which fail the gate in either session.
 *
 * @param second missing where only one session was measured
 * @param failsIn what would fail the gate by a session alone
 */
export function withConfirmation(
  found: SortedReasons,
  { confirm }: Pick<Policy, 'confirm'>,
  second: Assessment | undefined,
  failsIn: (second: Assessment) => readonly Reason[],
): SortedReasons {
  if (confirm !== 'secondSession') return found;
  const again = second === undefined ? [] : failsIn(second);
  const fails: Reason[] = [];
  const unconfirmed: Reason[] = [];
  for (const reason of found.fails) {
    if (!needsConfirmation(reason)) fails.push(reason);
    else {
      const finding = second && findingsOf(second).find((own) => isAbout(reason, own));
      const isFoundAgain = again.some((own) => isMetricReason(own) && finding !== undefined && isAbout(own, finding));
      const state: Confirmation = isFoundAgain ? 'confirmed' : stateOf(second, finding);
      const stated = {
        ...reason,
        confirmation: state,
        message: `${reason.message}; ${confirmationText(state, finding)}`,
      };
      if (state === 'confirmed') fails.push(stated);
      else unconfirmed.push(asDoubt(stated));
    }
  }
  const faults = again.filter(({ kind }) => kind === 'productFault');
  return {
    ...found,
    fails: [...fails, ...faults.map(ofSecondSession)],
    blocks: [
      ...unconfirmed,
      ...foundOnlyAgain(found.fails, again, second).map((reason) => asDoubt(ofSecondSession(reason))),
      ...incompleteReasons(unconfirmed, second),
      ...found.blocks,
    ],
  };
}

/** What the second session alone would fail, such as a loss that a waiver covers in the first one and not in the second. */
function foundOnlyAgain(
  fails: readonly Reason[],
  again: readonly Reason[],
  second: Assessment | undefined,
): readonly MetricReason[] {
  const findings = second === undefined ? [] : findingsOf(second);
  const isFoundBefore = (own: MetricReason): boolean =>
    findings.some((finding) => isAbout(own, finding) && fails.some((reason) => isAbout(reason, finding)));
  return again.filter(isMetricReason).filter((own) => !isFoundBefore(own));
}

function ofSecondSession<Found extends Reason>(reason: Found): Found {
  return { ...reason, message: `In the second session: ${reason.message}` };
}

/** What a second session has to measure: what failed, where it failed. Null where it cannot change the decision. */
export function secondSessionScope(
  { kind, reasons }: { readonly kind: string; readonly reasons: readonly Reason[] },
  { devices }: Pick<Assessment, 'devices'>,
): SecondSessionScope | null {
  const open = reasons.filter(isOpen);
  if (kind === 'fail' || open.length === 0) return null;
  const ids = new Set(open.flatMap((reason) => ('deviceIds' in reason ? reason.deviceIds : [reason.deviceId])));
  const byPass = Map.groupBy(open, ({ passId }) => passId);
  return {
    deviceIds: devices.flatMap(({ id }) => (ids.has(id) ? [id] : [])),
    asked: [...byPass].map(([passId, own]) => ({ passId, metrics: [...new Set(own.map(({ metric }) => metric))] })),
  };
}

/** A regression that nobody has measured again, or not to the end. */
function isOpen(reason: Reason): reason is MetricReason {
  return isMetricReason(reason) && (reason.confirmation === 'notMeasured' || reason.confirmation === 'lost');
}

/** Another session shows more only of what varies from launch to launch. */
function needsConfirmation(reason: Reason): reason is MetricReason {
  return isMetricReason(reason) && METRICS[reason.metric].comparedBy === 'launch';
}

function stateOf(second: Assessment | undefined, finding: Finding | undefined): Exclude<Confirmation, 'confirmed'> {
  if (second === undefined) return 'notMeasured';
  if (finding !== undefined && isPassing(finding.verdict)) return 'contradicted';
  return second.isComplete ? 'undecided' : 'lost';
}

/** That the lab failed in the second session, which can be measured again. */
function incompleteReasons(open: readonly Reason[], second: Assessment | undefined): readonly Reason[] {
  const isLost = open.some((reason) => isMetricReason(reason) && reason.confirmation === 'lost');
  if (!isLost || second === undefined) return [];
  const { measured, planned } = second.slots.reduce(
    (sum, slot) => ({ measured: sum.measured + slot.measured, planned: sum.planned + slot.planned - slot.skipped }),
    { measured: 0, planned: 0 },
  );
  return [
    {
      kind: 'incomplete',
      message: `The second session was not measured to its end: ${measured} of ${planned} launches`,
    },
  ];
}
