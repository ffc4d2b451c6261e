declare const rising: unique symbol;

/** Numbers in rising order. The brand keeps values in the order of their launches from what needs sorted ones. */
export type SortedValues = Float64Array & { readonly [rising]: true };

/** A copy in rising order; the values keep theirs. A typed array sorts by number, without a comparison function. */
export function sortValues(values: readonly number[]): SortedValues {
  return new Float64Array(values).sort() as Float64Array as SortedValues;
}
