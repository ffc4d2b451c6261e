import type { SortedValues } from '#harness/stats/sorted-values.ts';

/** Numbers by their rank, counted from 1; NaN beyond their count. */
export type Ranked = { readonly count: number; readonly at: (rank: number) => number };

/** So few sums are sooner listed and sorted than searched. */
const LISTED = 256;
/** As soon as the search has left so few of them. */
const LEFT_TO_SORT = 32;

export function rankedNumbers(sorted: Float64Array): Ranked {
  return { count: sorted.length, at: (rank) => sorted[rank - 1] ?? Number.NaN };
}

/** All differences of a value of `first` less one of `second`. */
export function rankedDifferences(first: SortedValues, second: SortedValues): Ranked {
  // Adding the negative is subtracting, to the last bit.
  const negative = new Float64Array(second.length);
  for (let index = 0; index < second.length; index += 1) negative[second.length - 1 - index] = -(second[index] ?? 0);
  return ranked({ rows: first, columns: negative, isTriangle: false });
}

/** The sums of all pairs of the values, each with itself too. */
export function rankedPairSums(values: SortedValues): Ranked {
  return ranked({ rows: values, columns: values, isTriangle: true });
}

/** The table of `rows[r] + columns[c]`, both rising, where it is a triangle from the diagonal on. */
type SumTable = { readonly rows: Float64Array; readonly columns: Float64Array; readonly isTriangle: boolean };

function ranked(table: SumTable): Ranked {
  const { rows, columns, isTriangle } = table;
  const count = isTriangle ? (rows.length * (rows.length + 1)) / 2 : rows.length * columns.length;
  // Of infinities sums are no numbers, which have no place in a table that rises.
  const areFinite = [rows[0], rows.at(-1), columns[0], columns.at(-1)].every(Number.isFinite);
  if (count > LISTED && areFinite) return { count, at: (rank) => sumOfRank(table, count, rank) };
  return rankedNumbers(listed(table, columnsOf(table), count).sort());
}

/** The columns of each row that may still hold the number sought: `from`, and before `to`. */
type Columns = { readonly from: Int32Array; readonly to: Int32Array };

function columnsOf({ rows, columns, isTriangle }: SumTable): Columns {
  const from = new Int32Array(rows.length);
  if (isTriangle) for (let row = 0; row < rows.length; row += 1) from[row] = row;
  return { from, to: new Int32Array(rows.length).fill(columns.length) };
}

function listed({ rows, columns }: SumTable, { from, to }: Columns, count: number): Float64Array {
  const sums = new Float64Array(count);
  let filled = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const value = rows[row] ?? Number.NaN;
    for (let column = from[row] ?? 0; column < (to[row] ?? 0); column += 1) {
      sums[filled] = value + (columns[column] ?? Number.NaN);
      filled += 1;
    }
  }
  return sums;
}

/**
 * The sum of a rank, without listing them: rows and columns of the table rise (and stay rising when sums are rounded), so
 * one walk along the border between smaller and larger sums counts how many lie below a pivot, in as many steps as there
 * are rows and columns. Each such count rules out one side of the pivot, at least itself, until few sums are left (Johnson &
 * Mizoguchi 1978; Monahan 1984, ACM algorithm 616). Which pivots are taken changes the time and never the result: the
 * middle of the row in which the middle of what is left lies, where Monahan draws the row, so that nothing is left to chance.
 */
function sumOfRank(table: SumTable, count: number, rank: number): number {
  const { rows, columns, isTriangle } = table;
  if (!(rank >= 1 && rank <= count)) return Number.NaN;
  const left = columnsOf(table);
  const [before, upTo] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  // How many sums lie before what is left, and before its end.
  let [below, end] = [0, count];
  while (end - below > LEFT_TO_SORT) {
    const pivot = middleOf(table, left, end - below);
    let [smaller, notLarger, start, countBefore, countUpTo] = [columns.length, columns.length, 0, 0, 0];
    for (let row = 0; row < rows.length; row += 1) {
      const value = rows[row] ?? Number.NaN;
      if (isTriangle) start = row;
      while (notLarger > start && value + (columns[notLarger - 1] ?? Number.NaN) > pivot) notLarger -= 1;
      if (smaller > notLarger) smaller = notLarger;
      while (smaller > start && value + (columns[smaller - 1] ?? Number.NaN) >= pivot) smaller -= 1;
      before[row] = Math.max(start, smaller);
      upTo[row] = Math.max(start, notLarger);
      countBefore += Math.max(0, smaller - start);
      countUpTo += Math.max(0, notLarger - start);
    }
    if (rank <= countBefore) {
      left.to.set(before);
      end = countBefore;
    } else if (rank > countUpTo) {
      left.from.set(upTo);
      below = countUpTo;
    } else return pivot;
  }
  return listed(table, left, end - below).sort()[rank - 1 - below] ?? Number.NaN;
}

/** The middle of the row in which the middle one of all sums that are left lies, row by row. */
function middleOf({ rows, columns }: SumTable, { from, to }: Columns, count: number): number {
  let ahead = count >> 1;
  for (let row = 0; row < rows.length; row += 1) {
    const [first, end] = [from[row] ?? 0, to[row] ?? 0];
    if (end <= first) continue;
    if (ahead < end - first) return (rows[row] ?? Number.NaN) + (columns[(first + end) >> 1] ?? Number.NaN);
    ahead -= end - first;
  }
  return Number.NaN;
}
