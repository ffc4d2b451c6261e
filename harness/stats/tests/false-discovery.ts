/**
 * p values adjusted so that of the questions answered yes at most a share q is expected to be wrong, where yes is
 * answered to an adjusted p of at most q (Benjamini & Hochberg 1995). For p that are independent or move together; in
 * the order given.
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const falling = pValues.map((_, index) => index).sort((a, b) => (pValues[b] ?? 0) - (pValues[a] ?? 0));
  const adjusted = pValues.map(() => 1);
  let smallest = 1;
  falling.forEach((index, larger) => {
    const rank = pValues.length - larger;
    smallest = Math.min(smallest, ((pValues[index] ?? 1) * pValues.length) / rank);
    adjusted[index] = smallest;
  });
  return adjusted;
}
