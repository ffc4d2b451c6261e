import type { ComparisonRow } from './comparison-view.ts';

/** On a change whose sign is not that of the two medians beside it. */
const MARK = '†';

/** `+5.0 % [1.2, 8.9] †` */
export function marked(change: string, { isAgainstMedians }: Pick<ComparisonRow, 'isAgainstMedians'>): string {
  return isAgainstMedians ? `${change} ${MARK}` : change;
}

/** What the mark means, below the rows that carry it; null where none does. `changeMeaning` says it whole. */
export function againstMedians(rows: readonly Pick<ComparisonRow, 'isAgainstMedians'>[]): string | null {
  return rows.some(({ isAgainstMedians }) => isAgainstMedians)
    ? `${MARK} Not computed from the two medians shown, so even its sign may differ.`
    : null;
}

/** `5 % (warns)` */
export function markedMargin({ margin, isBlocking }: Pick<ComparisonRow, 'margin' | 'isBlocking'>): string {
  return isBlocking ? margin : `${margin} (warns)`;
}
