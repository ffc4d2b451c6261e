/** How near change points are to those of people: F1 with a tolerance, and how well the stretches between them cover each other. */
export type ChangePointScores = { readonly f1: number; readonly cover: number };

/** Values by which a change point may be off. */
const TOLERANCE = 5;

/**
 * The scores of the Turing Change Point Dataset (van den Burg & Williams 2020): the beginning counts as a change point of
 * everybody; precision is against what any annotator marked, recall and cover are means over the annotators.
 *
 * @param annotations the change points of each annotator, at least one annotator
 */
export function changePointScores(
  annotations: readonly (readonly number[])[],
  found: readonly number[],
  length: number,
): ChangePointScores {
  const own = new Set([0, ...found]);
  const people = annotations.map((marked) => new Set([0, ...marked]));
  const precision = hits(new Set(people.flatMap((marked) => [...marked])), own) / own.size;
  const recall = meanOf(people.map((marked) => hits(marked, own) / marked.size));
  return {
    f1: (2 * precision * recall) / (precision + recall),
    cover: meanOf(people.map((marked) => coverOf(marked, own, length))),
  };
}

/** How many of the marked ones have a found one near them, each found one counted once. */
function hits(marked: ReadonlySet<number>, found: ReadonlySet<number>): number {
  const left = new Set(found);
  let count = 0;
  for (const place of [...marked].toSorted((a, b) => a - b)) {
    const [near] = [...left]
      .filter((other) => Math.abs(other - place) <= TOLERANCE)
      .toSorted((a, b) => Math.abs(a - place) - Math.abs(b - place) || a - b);
    if (near !== undefined) {
      left.delete(near);
      count += 1;
    }
  }
  return count;
}

/** Of each marked stretch the share (Jaccard) of the found stretch that covers it best, weighted by length. */
function coverOf(marked: ReadonlySet<number>, found: ReadonlySet<number>, length: number): number {
  const others = stretches(found, length);
  return stretches(marked, length).reduce((sum, own) => {
    const shares = others.map((other) => {
      const shared = Math.max(0, Math.min(own.to, other.to) - Math.max(own.from, other.from));
      return shared / (own.to - own.from + other.to - other.from - shared);
    });
    return sum + ((own.to - own.from) / length) * Math.max(...shares);
  }, 0);
}

function stretches(places: ReadonlySet<number>, length: number): readonly { from: number; to: number }[] {
  const starts = [...places].filter((place) => place < length).toSorted((a, b) => a - b);
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? length }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
