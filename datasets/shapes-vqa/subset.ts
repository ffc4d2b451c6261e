import { createHash } from 'node:crypto';
import { sharesOf } from '#datasets/library/shares.ts';

/**
 * Chooses `count` items so that every group keeps its share, by the order of a hash: the same items on every machine.
 * Of equal remainders the group that comes first in the items wins.
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
  const sizes = new Map([...groups].map(([group, members]) => [group, members.length]));
  const left = new Map(sharesOf(sizes, count));
  return ordered.filter((item) => {
    const remaining = left.get(groupOf(item)) ?? 0;
    left.set(groupOf(item), remaining - 1);
    return remaining > 0;
  });
}
