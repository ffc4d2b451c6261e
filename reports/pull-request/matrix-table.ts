import { escapeMarkdown as escape } from '#reports/markdown/escape.ts';
import { markedMargin } from '#reports/view/marks.ts';
import type { CellKind, ColumnView, MatrixCell, MatrixRow, MatrixView } from '#reports/view/matrix-view.ts';

/** A wider table does not fit on a page beside the files of a pull request. */
const MOST_COLUMNS = 5;
/** What follows is in the whole report. */
const MOST_LINES = 40;

/** Which cells a table is for. */
export type IsWanted = (cell: MatrixCell) => boolean;

/** Rows × columns, or a line a cell where there are too many columns; empty where no cell is wanted. */
export function matrixTable(matrix: MatrixView, isWanted: IsWanted): string {
  const rows = rowsOf(matrix).filter(({ cells }) => cells.some(isWanted));
  if (rows.length === 0) return '';
  return matrix.columns.length <= MOST_COLUMNS
    ? asMatrix(matrix.columns, rows)
    : asList(matrix.columns, rows, isWanted);
}

/** Whether a comparison came to anything but "no regression". */
export function isOpen({ kind }: MatrixCell): boolean {
  return !CLOSED.has(kind);
}

const CLOSED: ReadonlySet<CellKind> = new Set(['noRegression', 'measured', 'notMeasured']);

/** What the signs of the rows mean that `isWanted` chooses, each once: `✕ regression · ? inconclusive`. */
export function legend(matrix: MatrixView, isWanted: IsWanted): string {
  const cells = rowsOf(matrix)
    .filter((row) => row.cells.some(isWanted))
    .flatMap((row) => row.cells);
  const bySign = Map.groupBy(cells, ({ sign }) => sign);
  return [...bySign].map(([sign, own]) => `${sign} ${[...new Set(own.map(plainWord))].join(' or ')}`).join(' · ');
}

export function rowsOf({ groups }: Pick<MatrixView, 'groups'>): readonly MatrixRow[] {
  return groups.flatMap(({ rows }) => rows);
}

/** A column is never named without where its numbers come from. */
export function columnName({ name, badge, note }: ColumnView): string {
  // The note counts the phones of a model, and says what they are.
  if (/\bphones\b/.test(note)) return `${name}, ${note.split(' · ')[0] ?? ''}`;
  return badge === null ? name : `${name} (${badge})`;
}

function plainWord({ kind, word }: MatrixCell): string {
  return kind === 'unconfirmed' ? 'unconfirmed' : word.toLowerCase();
}

function asMatrix(columns: readonly ColumnView[], rows: readonly MatrixRow[]): string {
  const shown = rows.slice(0, MOST_LINES);
  return lines(
    ['Metric', 'Margin', ...columns.map(columnName)],
    shown.map((row) => [nameOf(row), marginText(row), ...row.cells.map(cellText)]),
    rows.length - shown.length,
  );
}

function asList(columns: readonly ColumnView[], rows: readonly MatrixRow[], isWanted: IsWanted): string {
  const all = rows.flatMap((row) =>
    row.cells.flatMap((cell, index) => {
      const column = columns[index];
      if (column === undefined || !isWanted(cell)) return [];
      return [[nameOf(row), marginText(row), escape(columnName(column)), cellText(cell)]];
    }),
  );
  const shown = all.slice(0, MOST_LINES);
  return lines(['Metric', 'Margin', 'Where', 'Change'], shown, all.length - shown.length);
}

/** Cells are escaped already, heads are not. */
function lines(head: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head.map(escape)),
    line(head.map((_, index) => (index === 1 ? '---:' : '---'))),
    ...rows.map(line),
    ...(left > 0 ? ['', `… and ${left} more in the report.`] : []),
  ].join('\n');
}

function nameOf({ role, label }: MatrixRow): string {
  return `${role === 'phase' ? '↳ ' : ''}${escape(label)}`;
}

function marginText(row: MatrixRow): string {
  return row.margin === '' ? '' : escape(markedMargin(row));
}

function cellText({ kind, tone, sign, change, interval, agreement }: MatrixCell): string {
  if (kind === 'notMeasured') return '–';
  const number = [tone === 'bad' ? `**${escape(change)}**` : escape(change), escape(interval)];
  const notes = [...(NAMED.has(kind) ? [kind] : []), ...(agreement === '' ? [] : [`${agreement} phones`])];
  return [sign, ...number, notes.join(', ')].filter((part) => part !== '').join(' ');
}

/** Verdicts that share their sign with another one. */
const NAMED: ReadonlySet<CellKind> = new Set(['unconfirmed', 'waived']);
