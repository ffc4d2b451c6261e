import { strip } from '#reports/html/drawings/strip.ts';
import type { CellKind, MatrixCell, MatrixRow, MatrixView } from '#reports/view/matrix-view.ts';
import { count, whole } from '#harness/text/numbers.ts';

/** Cells that a narrow page with many phones need not show one by one. */
const FINE: ReadonlySet<CellKind> = new Set(['noRegression', 'improvement', 'notMeasured']);

/** How wide a picture is, by the number of columns; from five columns on there is room for the number alone. */
const STRIP_WIDTHS: Readonly<Record<number, number>> = { 1: 220, 2: 112, 3: 84, 4: 84 };

/** The matrix with each picture in its cell and what only some rows have. */
export function matrixLayout({ columns, groups, counts }: MatrixView) {
  const width = STRIP_WIDTHS[columns.length] ?? 0;
  return {
    columns,
    counts: counts.map((own) => ({ ...own, times: whole(own.times) })),
    size: columns.length <= 4 ? `columns-${columns.length}` : 'columns-many',
    isMany: columns.length > 4,
    hasMeasured: counts.some(({ kind }) => kind === 'measured'),
    groups: groups.map(({ name, rows }) => ({
      name,
      rows: rows.map((row, index) => ({
        ...rowLayout(row, width, columns),
        group: index === 0 ? name : '',
        span: rows.length,
      })),
    })),
  };
}

function rowLayout(row: MatrixRow, width: number, columns: MatrixView['columns']) {
  const isJudged = row.margin !== '';
  const note = [row.better, ...(isJudged && !row.isBlocking ? ['warns'] : [])].filter((part) => part !== '').join(', ');
  const isHit = row.isBlocking && row.cells.some(({ kind }) => kind === 'regression');
  return {
    ...row,
    note,
    classes: [row.role, ...(isHit ? ['hit'] : [])].join(' '),
    /** What a narrow page says instead of the cells that it leaves out. */
    rest: columns.length > 2 ? restText(row.cells) : '',
    cells: row.cells.map((cell, at) => cellLayout(cell, width, columns[at]?.name ?? '')),
  };
}

function restText(cells: readonly MatrixCell[]): string {
  const of = (...kinds: readonly CellKind[]): number => cells.filter(({ kind }) => kinds.includes(kind)).length;
  const [fine, missing] = [of('noRegression', 'improvement'), of('notMeasured')];
  const parts = [
    ...(fine > 0 ? [`${count(fine, 'model')}: no regression`] : []),
    ...(missing > 0 ? [`${count(missing, 'model')}: not measured`] : []),
  ];
  return parts.join(', ');
}

function cellLayout(cell: MatrixCell, width: number, column: string) {
  const isShort = width < 100;
  return {
    ...cell,
    column,
    isFine: FINE.has(cell.kind),
    // The margin of the row says per what.
    text: cell.kind === 'notMeasured' ? 'not measured' : isShort ? cell.change.replace(/\/\w+$/, '') : cell.change,
    interval: isShort ? '' : cell.interval,
    svg: width === 0 ? '' : strip(cell.lines, cell.kind, width),
  };
}
