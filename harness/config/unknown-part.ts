import { isRecord } from '#harness/domain/plain-data.ts';

/** The path of something that was given and that a parser left out; null where it kept everything. */
export function unknownPart(given: unknown, kept: unknown): readonly (string | number)[] | null {
  if (Array.isArray(given) && Array.isArray(kept)) {
    return firstIn(
      given.map((_, index) => index),
      (index) => unknownPart(given[index], kept[index]),
    );
  }
  if (!isRecord(given) || !isRecord(kept)) return null;
  return firstIn(Object.keys(given), (key) => {
    if (given[key] === undefined) return null;
    return Object.hasOwn(kept, key) ? unknownPart(given[key], kept[key]) : [];
  });
}

function firstIn<Key extends string | number>(
  keys: readonly Key[],
  search: (key: Key) => readonly (string | number)[] | null,
): readonly (string | number)[] | null {
  for (const key of keys) {
    const found = search(key);
    if (found !== null) return [key, ...found];
  }
  return null;
}
