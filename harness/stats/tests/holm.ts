/**
 * p values adjusted for having asked so many questions at once, in the order given (Holm 1979): a question whose
 * adjusted p is at most α may be answered yes, and the chance of any false yes is at most α, however the p depend.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => (pValues[a] ?? 0) - (pValues[b] ?? 0));
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues[index] ?? 1) * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
