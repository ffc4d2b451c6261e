import { type Build, entitlementsOf } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { otherEntitlements } from '#harness/domain/entitlements.ts';
import { firstOf } from '#harness/text/lists.ts';
import { readable } from '#harness/text/sentences.ts';
import type { SortedReasons } from './sorted-reasons.ts';

const NAMED_AT_MOST = 3;
const MAX_KEY = 80;
const MAX_VALUE = 40;

/**
 * Whether both builds may do the same. One with another memory limit runs out of memory sooner or takes a slower way, which no
 * change of its code has done: a doubt. Where it is known of one build only, that is noted.
 */
export function judgeEntitlements({
  baseline,
  candidate,
}: Pick<Assessment, 'baseline' | 'candidate'>): Pick<SortedReasons, 'doubts' | 'notes'> {
  if (baseline === null) return { doubts: [], notes: [] };
  const [now, before] = [entitlementsOf(candidate), entitlementsOf(baseline.build)];
  const differing = otherEntitlements(now, before);
  if (differing === null) return { doubts: [], notes: unknown(candidate, baseline.build) };
  if (differing.length === 0) return { doubts: [], notes: [] };
  const places = differing.map(
    ({ key, one, other }) => `${readable(key, MAX_KEY)} (candidate ${valueText(one)}, baseline ${valueText(other)})`,
  );
  const message = `The builds do not have the same entitlements, so a difference may come from what they may do: ${firstOf(places, NAMED_AT_MOST)}`;
  return { doubts: [{ kind: 'entitlements', message }], notes: [] };
}

/** What is known of neither build, as on virtual phones, is no difference between them. */
function unknown(candidate: Build, baseline: Build): readonly Reason[] {
  const [now, before] = [entitlementsOf(candidate), entitlementsOf(baseline)];
  if (now === undefined && before === undefined) return [];
  const text = (arm: string, known: typeof now): string =>
    known === undefined ? `those of the ${arm} are unknown` : `those of the ${arm} are known from its ${known.from}`;
  return [
    {
      kind: 'entitlements',
      message: `The entitlements of the builds were not compared: ${text('candidate', now)}, ${text('baseline', before)}`,
    },
  ];
}

function valueText(value: string | null): string {
  return value === null ? 'none' : readable(value, MAX_VALUE);
}
