import type { Policy } from '#harness/domain/decision.ts';
import type { RecordedVerdict, VerdictRecord } from '#harness/domain/verdict-record.ts';

/** Something that was said and is not said again, or is said otherwise. Null where one side says nothing. */
export type Difference = {
  readonly subject: string;
  readonly passId: string;
  readonly metric: string;
  readonly what: 'verdict' | 'change' | 'margin' | 'p' | 'policy';
  readonly stored: string | null;
  readonly recomputed: string | null;
};

/** Machines differ in the last bits of logarithms and sums; what differs by more was computed from something else. */
const TOLERANCE = 1e-9;

/** That a record names a policy whose settings are others under the very rules that it was judged by. */
export function policyDifference(stored: Policy, today: Policy | null): Difference {
  return {
    subject: 'run',
    passId: '',
    metric: '',
    what: 'policy',
    stored: settingsText(stored),
    recomputed: today === null ? null : settingsText(today),
  };
}

/** `pr: inconclusive warn, virtual accept`. */
export function settingsText({ id, ...settings }: Policy): string {
  const words = Object.entries(settings).map(([name, value]) => `${name} ${value}`);
  return `${id}: ${words.join(', ')}`;
}

/** Every difference between what was stored and what the launches say, in the order of what was stored. */
export function verdictDifferences(
  stored: Pick<VerdictRecord, 'decision' | 'verdicts'>,
  recomputed: Pick<VerdictRecord, 'decision' | 'verdicts'>,
): readonly Difference[] {
  const now = new Map(recomputed.verdicts.map((verdict) => [keyOf(verdict), verdict]));
  const before = new Set(stored.verdicts.map(keyOf));
  const run = { subject: 'run', passId: '', metric: '' };
  return [
    ...unequal(run, 'verdict', stored.decision, recomputed.decision),
    ...stored.verdicts.flatMap((verdict) => differencesOf(verdict, now.get(keyOf(verdict)))),
    ...recomputed.verdicts
      .filter((verdict) => !before.has(keyOf(verdict)))
      .map((verdict): Difference => ({
        ...placeOf(verdict),
        what: 'verdict',
        stored: null,
        recomputed: said(verdict),
      })),
  ];
}

function differencesOf(stored: RecordedVerdict, now: RecordedVerdict | undefined): readonly Difference[] {
  const place = placeOf(stored);
  if (now === undefined) return [{ ...place, what: 'verdict', stored: said(stored), recomputed: null }];
  return [
    ...unequal(place, 'verdict', said(stored), said(now)),
    ...(isSameChange(stored.change, now.change)
      ? []
      : unequal(place, 'change', changeText(stored.change), changeText(now.change))),
    ...(isSame(stored.margin, now.margin)
      ? []
      : unequal(place, 'margin', numberText(stored.margin), numberText(now.margin))),
    ...(isSame(stored.pRegression, now.pRegression)
      ? []
      : unequal(place, 'p', numberText(stored.pRegression), numberText(now.pRegression))),
  ];
}

type Place = Pick<Difference, 'subject' | 'passId' | 'metric'>;

function unequal(place: Place, what: Difference['what'], stored: string, recomputed: string): readonly Difference[] {
  return stored === recomputed ? [] : [{ ...place, what, stored, recomputed }];
}

function placeOf({ subject, passId, metric }: RecordedVerdict): Place {
  return { subject, passId, metric };
}

function keyOf({ subject, passId, metric }: RecordedVerdict): string {
  return JSON.stringify([subject, passId, metric]);
}

function said({ verdict, reason }: RecordedVerdict): string {
  return reason === null ? verdict : `${verdict}: ${reason}`;
}

function isSameChange(a: RecordedVerdict['change'], b: RecordedVerdict['change']): boolean {
  if (a === null || b === null) return a === b;
  return isSame(a.estimate, b.estimate) && isSame(a.low, b.low) && isSame(a.high, b.high);
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

function changeText(change: RecordedVerdict['change']): string {
  if (change === null) return 'none';
  return `${numberText(change.estimate)} [${numberText(change.low)}, ${numberText(change.high)}]`;
}

/** Enough digits to tell numbers apart that differ by more than the tolerance. */
function numberText(value: number | null): string {
  return value === null ? 'none' : String(Number(value.toPrecision(10)));
}
