/**
 * How many of `count` each group gets so that every group keeps its share, by the method of largest remainders; of
 * equal remainders the group that comes first wins. The shares add up to `count`, and none is larger than its group
 * when `count` is not larger than all of them together.
 */
export function sharesOf(sizes: ReadonlyMap<string, number>, count: number): ReadonlyMap<string, number> {
  const total = sizes.values().reduce((sum, size) => sum + size, 0);
  const exact = [...sizes].map(([group, size]) => ({ group, quota: (size * count) / total }));
  const byRemainder = exact.toSorted((one, other) => (other.quota % 1) - (one.quota % 1));
  const given = exact.reduce((sum, { quota }) => sum + Math.floor(quota), 0);
  const extra = new Set(byRemainder.slice(0, count - given).map(({ group }) => group));
  return new Map(exact.map(({ group, quota }) => [group, Math.floor(quota) + (extra.has(group) ? 1 : 0)]));
}
