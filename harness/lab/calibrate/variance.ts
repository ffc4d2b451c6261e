import { mean } from '#harness/stats/moments.ts';

/** Standard deviations of the two levels of a nested sample, in the unit of its values. */
export type NestedSpread = {
  /** Between groups; null of fewer than two. */
  readonly between: number | null;
  /** Within groups; null where no group has a value to spare. */
  readonly within: number | null;
};

/**
 * Variance components of values in groups by the method of moments: the mean squares of the one-way analysis of
 * variance set equal to what random effects make of them (Searle, Casella & McCulloch 1992, section 3.6). A component
 * below zero is none.
 *
 * @param lostDegrees degrees of freedom that were spent on the values before
 */
export function nestedSpread(groups: readonly (readonly number[])[], lostDegrees = 0): NestedSpread {
  const filled = groups.filter((group) => group.length > 0);
  const values = filled.flat();
  const grand = mean(values) ?? 0;
  let squaresWithin = 0;
  let squaresBetween = 0;
  for (const group of filled) {
    const centre = mean(group) ?? 0;
    squaresBetween += group.length * (centre - grand) ** 2;
    for (const value of group) squaresWithin += (value - centre) ** 2;
  }
  const degreesWithin = values.length - filled.length - lostDegrees;
  if (degreesWithin < 1) return { between: null, within: null };
  const within = squaresWithin / degreesWithin;
  if (filled.length < 2) return { between: null, within: Math.sqrt(within) };
  const perGroup =
    (values.length - filled.reduce((sum, group) => sum + group.length ** 2, 0) / values.length) / (filled.length - 1);
  const between = (squaresBetween / (filled.length - 1) - within) / perGroup;
  return { between: Math.sqrt(Math.max(0, between)), within: Math.sqrt(within) };
}

/** A launch's value and its block, which says what it was asked. */
export type BlockValue = { readonly block: number; readonly value: number };

/**
 * How launches spread between and within sessions. The same block asks the same questions in every session, and other
 * blocks ask others: what a block has in common is taken out first. Exact where every session has the same blocks.
 */
export function sessionSpread(sessions: readonly (readonly BlockValue[])[]): NestedSpread {
  const blocks = Map.groupBy(sessions.flat(), ({ block }) => block);
  const common = new Map([...blocks].map(([block, own]) => [block, mean(own.map(({ value }) => value)) ?? 0]));
  const centred = sessions.map((session) => session.map(({ block, value }) => value - (common.get(block) ?? 0)));
  return nestedSpread(centred, Math.max(0, blocks.size - 1));
}

/**
 * How iterations of a launch spread when launches that asked the same questions are held side by side: what is left of
 * a table (a row a launch, a column an iteration) when the means of its rows and columns are taken out. Null where no
 * table has two rows and two columns.
 */
export function iterationSpread(tables: readonly (readonly (readonly number[])[])[]): number | null {
  let squares = 0;
  let degrees = 0;
  for (const rows of tables) {
    const columns = Math.min(...rows.map((row) => row.length));
    if (rows.length < 2 || columns < 2 || columns === Number.POSITIVE_INFINITY) continue;
    const table = rows.map((row) => row.slice(0, columns));
    const grand = mean(table.flat()) ?? 0;
    const ofColumn = Array.from({ length: columns }, (_, column) => mean(table.map((row) => row[column] ?? 0)) ?? 0);
    for (const row of table) {
      const ofRow = mean(row) ?? 0;
      row.forEach((value, column) => {
        squares += (value - ofRow - (ofColumn[column] ?? 0) + grand) ** 2;
      });
    }
    degrees += (rows.length - 1) * (columns - 1);
  }
  return degrees === 0 ? null : Math.sqrt(squares / degrees);
}
