import type { Policy } from '#harness/domain/decision.ts';
import type { RecordedVerdict, VerdictRecord } from '#harness/domain/verdict-record.ts';

/** Something that was said and is not said again, or is said otherwise. Null where one side says nothing. */
export type Difference = {
  readonly subject: string;
  readonly passId: string;
  readonly metric: string;
  readonly what:
    | 'verdict'
    | 'waivers'
    | 'change'
    | 'margin'
    | 'p'
    | 'policy'
    | 'seed'
    | 'design'
    | 'sessions'
    | 'calibrations';
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

/** That a record names another basis of its verdicts than the run that they are on has under the very rules of the record. */
export function basisDifferences(
  { seed, design, earlierRunIds, calibrations }: Basis,
  run: { readonly seed: number },
  recomputed: Pick<VerdictRecord, 'design'>,
): readonly Difference[] {
  const place = { subject: 'run', passId: '', metric: '' };
  // Only a stored baseline rests on other sessions and on what is known of the devices.
  const isAlone = recomputed.design !== 'stored';
  return [
    ...unequal(place, 'seed', String(seed), String(run.seed)),
    ...unequal(place, 'design', design ?? 'none', recomputed.design ?? 'none'),
    ...(isAlone ? unequal(place, 'sessions', String(earlierRunIds.length), '0') : []),
    ...(isAlone ? unequal(place, 'calibrations', String(calibrations.length), '0') : []),
  ];
}

type Basis = Pick<VerdictRecord, 'seed' | 'design' | 'earlierRunIds' | 'calibrations'>;

/** `pr: inconclusive warn, virtual accept`. */
export function settingsText({ id, ...settings }: Policy): string {
  const words = Object.entries(settings).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return `${id}: ${words.join(', ')}`;
}

type Recorded = Pick<VerdictRecord, 'decision' | 'waived' | 'verdicts' | 'secondSession'>;

/** Every difference between what was stored and what the launches say, in the order of what was stored. */
export function verdictDifferences(stored: Recorded, recomputed: Recorded): readonly Difference[] {
  const run = { subject: 'run', passId: '', metric: '' };
  return [
    ...unequal(run, 'verdict', stored.decision, recomputed.decision),
    // Older records do not say how many findings were waived.
    ...(stored.waived === undefined
      ? []
      : unequal(run, 'waivers', String(stored.waived), String(recomputed.waived ?? 0))),
    ...listDifferences(stored.verdicts, recomputed.verdicts),
    ...listDifferences(stored.secondSession ?? [], recomputed.secondSession ?? []).map(inSecondSession),
  ];
}

/** A verdict of the second session, or a difference in one, by a name that no verdict of the first session has. */
export function inSecondSession<T extends { readonly subject: string }>(own: T): T {
  return { ...own, subject: `${own.subject}, second session` };
}

function listDifferences(
  stored: readonly RecordedVerdict[],
  recomputed: readonly RecordedVerdict[],
): readonly Difference[] {
  const before = byKey(stored);
  const now = byKey(recomputed);
  return [
    ...[...before].flatMap(([key, verdict]) => differencesOf(verdict, now.get(key))),
    ...[...now].flatMap(([key, verdict]): readonly Difference[] =>
      before.has(key) ? [] : [{ ...placeOf(verdict), what: 'verdict', stored: null, recomputed: said(verdict) }],
    ),
  ];
}

/** A phone may be called like a model of phones: of two verdicts on the same name the first is one thing, the second another. */
function byKey(verdicts: readonly RecordedVerdict[]): ReadonlyMap<string, RecordedVerdict> {
  const keyed = new Map<string, RecordedVerdict>();
  const seen = new Map<string, number>();
  for (const verdict of verdicts) {
    const key = JSON.stringify(placeOf(verdict));
    const times = seen.get(key) ?? 0;
    keyed.set(`${key}${times}`, verdict);
    seen.set(key, times + 1);
  }
  return keyed;
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
