import { listed } from '#harness/text/lists.ts';
import { uncapital } from '#harness/text/sentences.ts';
import type { ReportView } from '#reports/view/report-view.ts';
import type { Result } from './marker.ts';

const OPENINGS: Readonly<Record<Result, string>> = {
  fail: '✕ Do not merge',
  inconclusive: '? Not proven yet',
  pass: '✓ May merge',
  measured: '○ Not judged',
};

/** More drifts than this are left to the table. */
const MOST_DRIFTS = 2;

export function resultOf({ decision }: Pick<ReportView, 'decision'>): Result {
  return decision.word === 'MEASURED' ? 'measured' : decision.kind;
}

/** Whether to merge and why, as one line: `✕ Do not merge: decode rate is 12 % lower on both phones`. */
export function headlineOf(view: Pick<ReportView, 'decision' | 'summary' | 'findings'>): string {
  const result = resultOf(view);
  const drifts = result === 'pass' ? driftsOf(view) : [];
  const why = uncapital(view.summary.claim.replace(/^Not proven either way: /, ''));
  return `${OPENINGS[result]}: ${[why, ...drifts].join('; ')}`;
}

/** A pass names its drifts in the first line: drifts add up. */
function driftsOf({ findings }: Pick<ReportView, 'findings'>): readonly string[] {
  const drifted = findings.filter(({ kind, isBlocking }) => kind === 'drift' && isBlocking);
  const [first] = drifted;
  if (first === undefined) return [];
  const where = first.places.filter(({ kind }) => kind === 'drift').map((place) => place.where);
  if (drifted.length === 1 && where.length <= 3) return [`${uncapital(first.label)} drifted on ${listed(where)}`];
  const names = drifted.slice(0, MOST_DRIFTS).map(({ label }) => uncapital(label));
  const rest = drifted.length - names.length;
  return [`${listed([...names, ...(rest > 0 ? [`${rest} more`] : [])])} drifted`];
}
