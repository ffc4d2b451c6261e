import { normalUpperTail } from '#harness/stats/distributions/normal.ts';
import { type RisingCurve, risingCurve, valueAt } from './rising-curve.ts';
import { sequentialBoundaries } from './sequential-boundaries.ts';
import type { Spending } from './spending.ts';

/** A plan of looks at accumulating data, and of how α is spent on them. */
export type SequentialDesign = {
  /** What the one-sided p of each look may be at most for the test to stop there. */
  readonly levels: (alpha: number) => readonly number[];
  /**
   * The repeated p value (Jennison & Turnbull 2000, chapter 9): the smallest α at which a one-sided p seen at this look
   * would have stopped the test. It is compared with α, and adjusted for many comparisons, like the p of a test that
   * looks once. To 0.1 % up to 0.5; exactly p / share at a first look whose share does not depend on α. At most 1.
   *
   * @param look counted from 0, like the levels
   */
  readonly repeatedP: (look: number, nominalP: number) => number;
};

/**
 * @param fractions information at each look as a share of what was planned: positive, rising, not necessarily up to 1
 */
export function createSequentialDesign(fractions: readonly number[], spending: Spending): SequentialDesign {
  const levels = (alpha: number): readonly number[] =>
    sequentialBoundaries(alpha, fractions, spending).map(normalUpperTail);
  // Worked out when first asked for: a design may be made for its levels alone.
  let curves: readonly (RisingCurve | null)[] | null = null;
  return {
    levels,
    repeatedP: (look, nominalP) => {
      curves ??= levelCurves(fractions.length, levels);
      const curve = curves[look];
      if (curve === undefined) throw new RangeError(`there is no look ${look} among ${fractions.length}`);
      if (curve === null) return 1;
      // No design makes a p smaller; the curve's straight end might, by a rounding error.
      return Math.min(1, Math.max(nominalP, Math.exp(valueAt(curve, Math.log(nominalP)))));
    },
  };
}

/** α from 1e-12 to .999, evenly spread as quantiles, because so the curves bend evenly. */
const ALPHAS = Array.from({ length: 32 }, (_, index) => normalUpperTail(7.1 - (10.2 * index) / 31));

/**
 * For each look ln α over ln level: a straight line where the level is a fixed share of α. Null where nothing is spent.
 */
function levelCurves(looks: number, levels: (alpha: number) => readonly number[]): readonly (RisingCurve | null)[] {
  const rows = ALPHAS.map((alpha) => ({ alpha, levels: levels(alpha) }));
  return Array.from({ length: looks }, (_, look) => {
    const x: number[] = [];
    const y: number[] = [];
    for (const { alpha, levels } of rows) {
      const level = Math.log(levels[look] ?? 0);
      // A level of zero stops nothing, and one that a smaller α has reached already is not this α's.
      if (!(level > (x.at(-1) ?? Number.NEGATIVE_INFINITY))) continue;
      x.push(level);
      y.push(Math.log(alpha));
    }
    return x.length < 2 ? null : risingCurve(x, y);
  });
}
