import { distance } from 'fastest-levenshtein';

/** A slip of the finger changes few letters; a word that shares fewer than this with a name is another word. */
const MIN_SIMILARITY = 0.6;

/** The known name that a slip of the finger most probably turned into this one; null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  const word = name.toLowerCase();
  const ranked = known
    .map((candidate) => ({ candidate, similarity: similarity(word, candidate.toLowerCase()) }))
    .filter(({ similarity }) => similarity >= MIN_SIMILARITY)
    .sort((a, b) => b.similarity - a.similarity);
  return ranked[0]?.candidate ?? null;
}

/** From 0 to 1. The same letters in another order are one slip, which Levenshtein's distance counts as two. */
function similarity(a: string, b: string): number {
  const length = Math.max(a.length, b.length);
  if (length === 0) return 0;
  const slips = letters(a) === letters(b) ? Math.min(1, distance(a, b)) : distance(a, b);
  return 1 - slips / length;
}

function letters(word: string): string {
  return word.split('').sort().join('');
}
