import { createHash } from 'node:crypto';

/**
 * Chooses `count` items so that every group keeps its share, by the order of a hash: the same items on every machine.
 * Shares follow the method of largest remainders; ties go to the group that comes first in the items.
 */
export function stratifiedSubset<T>(
  items: readonly T[],
  count: number,
  groupOf: (item: T) => string,
  keyOf: (item: T) => string,
): readonly T[] {
  const keyed = items.map((item) => ({ item, order: createHash('sha256').update(keyOf(item)).digest('hex') }));
  const ordered = keyed.toSorted((one, other) => (one.order < other.order ? -1 : 1)).map(({ item }) => item);
  const groups = Map.groupBy(items, groupOf);
  const left = new Map(
    shares(
      [...groups].map(([group, members]) => [group, members.length]),
      count,
    ),
  );
  return ordered.filter((item) => {
    const remaining = left.get(groupOf(item)) ?? 0;
    left.set(groupOf(item), remaining - 1);
    return remaining > 0;
  });
}

function shares(sizes: readonly (readonly [string, number])[], count: number): readonly [string, number][] {
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const exact = sizes.map(([group, size]) => ({ group, quota: (size * count) / total }));
  const byRemainder = exact.toSorted((one, other) => (other.quota % 1) - (one.quota % 1));
  const given = exact.reduce((sum, { quota }) => sum + Math.floor(quota), 0);
  const extra = new Set(byRemainder.slice(0, count - given).map(({ group }) => group));
  return exact.map(({ group, quota }) => [group, Math.floor(quota) + (extra.has(group) ? 1 : 0)]);
}
