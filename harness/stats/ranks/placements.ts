import type { SortedValues } from '#harness/stats/sorted-values.ts';

/** How many values of one sample each value of the other lies beyond, where one sample is shifted. */
export type Placements = {
  /** Sizes of the samples. */
  readonly first: number;
  readonly second: number;
  /** Pairs whose difference, first less second, is beyond the shift. */
  readonly above: number;
  /** Over the values of the first sample: the squared number of values of the second that each lies above. */
  readonly squares: number;
  /** Over the values of the second sample: the squared number of values of the first that each lies below. */
  readonly otherSquares: number;
};

/** A difference that equals the shift is not beyond it. */
export function placementsAbove(first: SortedValues, second: SortedValues, shift: number): Placements {
  return counted(first, second, (difference) => difference > shift);
}

/** The same of a shift just below `difference`: one that equals it is beyond the shift. */
export function placementsFrom(first: SortedValues, second: SortedValues, difference: number): Placements {
  return counted(first, second, (other) => other >= difference);
}

/**
 * One walk through both samples: the larger a value of the first is, the more values of the second it lies above, and
 * rounded differences keep that order. Counts are whole numbers, so the order of the sums does not matter.
 */
function counted(first: SortedValues, second: SortedValues, isAbove: (difference: number) => boolean): Placements {
  const [n, m] = [first.length, second.length];
  let [placement, above, squares, otherSquares] = [0, 0, 0, 0];
  for (let index = 0; index < n; index += 1) {
    const value = first[index] ?? Number.NaN;
    while (placement < m && isAbove(value - (second[placement] ?? Number.NaN))) {
      placement += 1;
      // This one of the second lies below this value and all that are larger.
      otherSquares += (n - index) ** 2;
    }
    above += placement;
    squares += placement ** 2;
  }
  return { first: n, second: m, above, squares, otherSquares };
}
