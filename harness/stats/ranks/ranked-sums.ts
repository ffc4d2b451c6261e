import type { SortedValues } from '#harness/stats/sorted-values.ts';

/** Numbers by their rank, counted from 1; NaN beyond their count. */
export type Ranked = { readonly count: number; readonly at: (rank: number) => number };

/** So few sums are sooner listed and sorted than searched. */
const LISTED = 256;
/** As soon as the search has left so few of them. */
const LEFT_TO_SORT = 32;

function rankedNumbers(sorted: Float64Array): Ranked {
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
  if (count > LISTED && areFinite) return searched(table, count);
  return rankedNumbers(sortedSums(table, wholeTable(table), count));
}

/** The columns of each row that may still hold the number sought: `from`, and before `to`. */
type Columns = { readonly from: Int32Array; readonly to: Int32Array };

function wholeTable({ rows, columns, isTriangle }: SumTable): Columns {
  const from = new Int32Array(rows.length);
  if (isTriangle) for (let row = 0; row < rows.length; row += 1) from[row] = row;
  return { from, to: new Int32Array(rows.length).fill(columns.length) };
}

function sortedSums({ rows, columns }: SumTable, { from, to }: Columns, count: number): Float64Array {
  const sums = new Float64Array(count);
  let filled = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const value = rows[row] ?? Number.NaN;
    for (let column = from[row] ?? 0; column < (to[row] ?? 0); column += 1) {
      sums[filled] = value + (columns[column] ?? Number.NaN);
      filled += 1;
    }
  }
  return sums.sort();
}

/** Sums that follow each other, in rising order, and how many of all lie before them. */
type Neighbours = { readonly below: number; readonly sums: Float64Array };

/** Whoever asks for a rank often asks for the next one, which is mostly among the sums that the search ended with. */
function searched(table: SumTable, count: number): Ranked {
  const whole = wholeTable(table);
  let found: Neighbours = { below: 0, sums: new Float64Array(0) };
  const at = (rank: number): number => {
    if (!(rank >= 1 && rank <= count)) return Number.NaN;
    if (rank <= found.below || rank > found.below + found.sums.length) found = sumsAround(table, whole, count, rank);
    return found.sums[rank - 1 - found.below] ?? Number.NaN;
  };
  return { count, at };
}

/**
 * The sum of a rank and some beside it, without listing all: rows and columns of the table rise (and stay rising when sums
 * are rounded), so one walk along the border between smaller and larger sums counts how many lie up to a pivot, in no more
 * steps than there are rows and columns. Each such count rules out one side of the pivot, until few sums are left (Johnson &
 * Mizoguchi 1978; Monahan 1984, ACM algorithm 616). Which pivots are taken changes the time and never the result: the
 * middle of the row in which the middle of what is left lies, where Monahan draws the row, so that nothing is left to chance.
 */
function sumsAround(table: SumTable, whole: Columns, count: number, rank: number): Neighbours {
  let left: Columns = { from: whole.from.slice(), to: whole.to.slice() };
  let spare: Int32Array = new Int32Array(whole.from.length);
  // How many sums lie before what is left, and before its end.
  let [below, end] = [0, count];
  while (end - below > LEFT_TO_SORT) {
    const pivot = middleOf(table, left, end - below);
    const upTo = below + border(table, left, spare, pivot, false);
    if (rank > upTo) {
      [left, spare] = [{ from: spare, to: left.to }, left.from];
      below = upTo;
    } else if (upTo < end) {
      [left, spare] = [{ from: left.from, to: spare }, left.to];
      end = upTo;
    } else {
      // No sum that is left is larger than the pivot: those that equal it would be left forever.
      const before = below + border(table, left, spare, pivot, true);
      if (rank > before) return { below: rank - 1, sums: Float64Array.of(pivot) };
      [left, spare] = [{ from: left.from, to: spare }, left.to];
      end = before;
    }
  }
  return { below, sums: sortedSums(table, left, end - below) };
}

/** Finds in each row that is left the first column whose sum is beyond the pivot, and counts those that are not. */
function border(
  { rows, columns }: SumTable,
  { from, to }: Columns,
  ends: Int32Array,
  pivot: number,
  isPivotBeyond: boolean,
): number {
  let [column, count] = [columns.length, 0];
  for (let row = 0; row < rows.length; row += 1) {
    const [value, start, end] = [rows[row] ?? Number.NaN, from[row] ?? 0, to[row] ?? 0];
    // A column that is beyond in a row is so in the next, whose values are larger.
    if (column > end) column = end;
    while (column > start) {
      const sum = value + (columns[column - 1] ?? Number.NaN);
      if (sum < pivot || (sum === pivot && !isPivotBeyond)) break;
      column -= 1;
    }
    const own = column > start ? column : start;
    ends[row] = own;
    count += own - start;
  }
  return count;
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
