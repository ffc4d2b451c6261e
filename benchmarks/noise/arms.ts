import type { Random } from '#harness/ports/time.ts';

/** Values of two arms of unchanged code; the same place in both is one block. */
export type Arms = { readonly baseline: readonly number[]; readonly candidate: readonly number[] };

/** Two values that were measured one after the other. */
export type Neighbours = readonly [number, number];

/** Neighbours that share no value; an odd one out is left. */
export function neighbours(values: readonly number[]): readonly Neighbours[] {
  return values.flatMap((value, index): readonly Neighbours[] => {
    const next = values[index + 1];
    return index % 2 === 0 && next !== undefined ? [[value, next]] : [];
  });
}

/**
 * As this project measures: each two neighbours are a block, and of every two blocks one has the baseline first and one
 * the candidate, which of them drawn by lot.
 */
export function counterbalanced(blocks: readonly Neighbours[], random: Random): Arms {
  let isBaselineFirst = false;
  const ordered = blocks.map(([first, second], index): Neighbours => {
    isBaselineFirst = index % 2 === 0 ? random.next() < 0.5 : !isBaselineFirst;
    return isBaselineFirst ? [first, second] : [second, first];
  });
  return { baseline: ordered.map(([value]) => value), candidate: ordered.map(([, value]) => value) };
}

/** As most tools are used: all of the baseline, then all of the candidate. */
export function oneAfterTheOther(values: readonly number[]): Arms {
  const half = Math.floor(values.length / 2);
  return { baseline: values.slice(0, half), candidate: values.slice(half, 2 * half) };
}

/** Stretches of so many values that follow each other and share none; what remains at the end is left. */
export function stretches(values: readonly number[], length: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.floor(values.length / length) }, (_, index) =>
    values.slice(index * length, (index + 1) * length),
  );
}
