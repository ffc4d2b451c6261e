import type { Assessment } from '#harness/domain/assessment.ts';
import type { Decision } from '#harness/domain/decision.ts';
import { worseEnds } from '#harness/domain/deciding.ts';
import { towardsWorse } from '#harness/domain/metric-catalogue.ts';
import { rough } from '#harness/text/numbers.ts';
import { signedText } from '#harness/text/quantities.ts';
import { isAbout } from '#harness/domain/is-about.ts';
import { type Found, worstMultiple } from './badness.ts';
import { urgencyOf } from './comparisons.ts';
import type { MatrixSource } from './matrix.ts';
import type { CellKind, MatrixRow, MatrixView } from './matrix-view.ts';
import type { MetricFinding } from './metric-finding-view.ts';
import { confirmationSentence } from './confirmation.ts';
import { waiverSentence } from './reasons.ts';

type Judgement = { readonly decision: Decision; readonly assessment: Assessment };
type Entry = { readonly finding: MetricFinding; readonly rank: number; readonly multiple: number };

const WORTH_KNOWING: ReadonlySet<CellKind> = new Set(['regression', 'unconfirmed', 'inconclusive', 'waived', 'drift']);

/** The metrics of the matrix that need a person, one row each: what blocks first, then by how bad they may be. */
export function metricFindings(
  matrix: MatrixView,
  source: MatrixSource,
  judgement: Judgement,
): readonly MetricFinding[] {
  const rows = matrix.groups.flatMap((group) => group.rows);
  return source.rows
    .flatMap((key, index): readonly Entry[] => {
      const row = rows.find(({ anchor }) => anchor === `metric-${index + 1}`);
      const found = source.columns.map((column) => source.foundIn(key, column).shown);
      return row === undefined ? [] : entryOf(row, found, matrix, judgement);
    })
    .toSorted((a, b) => a.rank - b.rank || compare(b.multiple, a.multiple))
    .map(({ finding }) => finding);
}

function entryOf(
  row: MatrixRow,
  found: readonly (Found | undefined)[],
  matrix: MatrixView,
  judgement: Judgement,
): readonly Entry[] {
  const shown = found.flatMap((own) => (own !== undefined && WORTH_KNOWING.has(own.shown.kind) ? [own] : []));
  const [first] = shown.toSorted((a, b) => urgencyOf(a.shown) - urgencyOf(b.shown));
  const [worst] = shown.toSorted((a, b) => compare(worstMultiple(b), worstMultiple(a)));
  if (first === undefined || worst === undefined) return [];
  const { kind, word, sign, tone } = first.shown;
  const multiple = worstMultiple(worst);
  // What is true of one phone only must not be read as said of the row.
  const isMixed = new Set(shown.map((own) => own.shown.kind)).size > 1;
  const ofPhone = (own: Found) => (sentence: string) =>
    isMixed ? `${matrix.columns[found.indexOf(own)]?.name ?? ''}: ${sentence}` : sentence;
  const places = row.cells.flatMap((cell, at) => {
    const isShown = WORTH_KNOWING.has(cell.kind) || matrix.columns.length <= 2;
    if (!isShown || cell.kind === 'notMeasured') return [];
    return [{ ...cell, column: at, where: matrix.columns[at]?.name ?? '' }];
  });
  return [
    {
      rank: urgencyOf(first.shown) + (row.isBlocking ? 0 : kind === 'regression' ? 1 : 20),
      multiple,
      finding: {
        anchor: row.anchor,
        label: row.label,
        isBlocking: row.isBlocking,
        kind,
        word,
        sign,
        tone,
        why: [
          ...new Set(
            shown.flatMap((own) => [...exceptions(own).map(ofPhone(own)), ...reasonSentences(own, judgement)]),
          ),
        ],
        places: places.map(({ column, where, kind: own, sign: mark, word: said, change, interval, agreement }) => ({
          column,
          where,
          kind: own,
          sign: mark,
          word: said,
          change,
          interval,
          agreement,
        })),
        worst: worstText(worst),
        multiple: Number.isFinite(multiple) && worst.margin > 0 ? `${rough(multiple)} × margin` : '',
      },
    },
  ];
}

/** A reason that is the definition of the verdict is never repeated beside a row. */
function exceptions({ shown, verdict }: Found): readonly string[] {
  const isPlain =
    shown.kind === 'regression' ||
    shown.kind === 'drift' ||
    (shown.kind === 'inconclusive' && verdict.kind === 'inconclusive' && verdict.reason === 'straddlesMargin');
  return isPlain ? [] : [shown.explanation];
}

/** What a second session made of it; that a waiver does not help, and its terms. */
function reasonSentences(found: Found, { decision, assessment }: Judgement): readonly string[] {
  return [...decision.reasons, ...decision.notes].flatMap((reason) => {
    const isOfIt = isAbout(reason, found);
    if (!isOfIt || !('metric' in reason)) return [];
    const texts = [confirmationSentence(reason, assessment), waiverSentence(reason)].map((text) => text.trim());
    return texts.filter((text) => text !== '');
  });
}

function worstText(found: Found): string {
  if (found.change === null) return 'not known';
  return signedText(towardsWorse(found.metric, Math.max(...worseEnds(found))), found);
}

/** Two values beyond all bounds count as equal. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
