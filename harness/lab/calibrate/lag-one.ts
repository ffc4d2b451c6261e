/** Fewer blocks of all sessions say too little of how neighbours resemble each other. */
export const MIN_FOR_LAG = 8;

/**
 * How much blocks resemble the next one of their session, −1 to 1: the mean of the products of neighbouring differences
 * by the mean of their squares, over all sessions. Nothing is taken off for a mean, as the true difference of a build
 * against itself is none. A gate, which cannot know it, has to (`noticedLag1`), and what is left is low by about
 * (1 + 4r) / n (Marriott & Pope 1954, Biometrika 41:390): of sessions of four blocks with r = .5 it would give −.14.
 * Null of fewer than eight blocks and where no block differs.
 */
export function pooledLagOne(sessions: readonly (readonly number[])[]): number | null {
  const differences = sessions.flat();
  const squares = differences.reduce((sum, value) => sum + value ** 2, 0);
  if (differences.length < MIN_FOR_LAG || squares === 0) return null;
  let [products, pairs] = [0, 0];
  for (const session of sessions) {
    for (const [index, value] of session.entries()) {
      const before = session[index - 1];
      if (before === undefined) continue;
      products += before * value;
      pairs += 1;
    }
  }
  if (pairs === 0) return null;
  // The blocks at the ends of a session are in fewer products than squares, so that the two means do not bound each
  // other.
  return Math.max(-1, Math.min(1, products / pairs / (squares / differences.length)));
}
