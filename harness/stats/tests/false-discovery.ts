/**
 * p values adjusted so that of the questions answered yes at most a share q is expected to be wrong, where yes is
 * answered to an adjusted p of at most q (Benjamini & Hochberg 1995). For p that are independent or move together; in
 * the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepUp(pValues, 1);
}

/**
 * The same however the p depend on each other (Benjamini & Yekutieli 2001): larger by the factor Σ 1/i over all
 * questions.
 */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  return stepUp(
    pValues,
    pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0),
  );
}

function stepUp(pValues: readonly number[], factor: number): number[] {
  const falling = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 0) - (pValues[a] ?? 0));
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  falling.forEach((index, larger) => {
    const rank = pValues.length - larger;
    smallest = Math.min(smallest, ((pValues[index] ?? 1) * pValues.length * factor) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
