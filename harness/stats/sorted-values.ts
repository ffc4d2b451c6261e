declare const rising: unique symbol;

/** Numbers in rising order. The brand keeps values in the order of their launches from what needs sorted ones. */
export type SortedValues = Float64Array & { readonly [rising]: true };

/** Values in their own order, and sorted once for all that asks for their ranks. */
export type BothOrders = { readonly values: readonly number[]; readonly sorted: SortedValues };

/** So few values are sooner sorted here than by the typed array, most of whose time goes into being called. */
const FEW = 32;

/** A copy in rising order, −0 before 0 and NaN last; the values keep theirs. */
export function sortValues(values: readonly number[]): SortedValues {
  const few = values.length > FEW ? null : inserted(values);
  // A typed array sorts by number, without a comparison function.
  return (few ?? new Float64Array(values).sort()) as SortedValues;
}

export function inBothOrders(values: readonly number[]): BothOrders {
  return { values, sorted: sortValues(values) };
}

/** All values of two sorted samples, in rising order. */
export function mergeSorted(first: SortedValues, second: SortedValues): SortedValues {
  const merged = new Float64Array(first.length + second.length);
  let taken = 0;
  for (let index = 0; index < merged.length; index += 1) {
    const [one, other] = [first[taken], second[index - taken]];
    if (other === undefined || (one !== undefined && isBefore(one, other))) {
      merged[index] = one ?? Number.NaN;
      taken += 1;
    } else merged[index] = other;
  }
  return merged as SortedValues;
}

/** As the typed array orders them: −0 before 0, and NaN last. */
function isBefore(one: number, other: number): boolean {
  return one < other || (one === other && !Object.is(other, -0)) || Number.isNaN(other);
}

/** Null where comparing does not say the order: of −0, which equals 0, and of NaN. */
function inserted(values: readonly number[]): Float64Array | null {
  const sorted = new Float64Array(values.length);
  for (let index = 0; index < sorted.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (Object.is(value, -0) || Number.isNaN(value)) return null;
    let place = index;
    while (place > 0 && (sorted[place - 1] ?? 0) > value) {
      sorted[place] = sorted[place - 1] ?? 0;
      place -= 1;
    }
    sorted[place] = value;
  }
  return sorted;
}
