import { type Explained, factsOf } from './facts.ts';
import type { Hint } from './hint.ts';
import { HINT_RULES } from './hint-rules.ts';

/**
 * Where to look, for what got worse. It names nothing as worse that has not the verdict `regression`, so that there is none where
 * nothing regressed, and no decision depends on it.
 */
export function hintsOf(explained: Explained): readonly Hint[] {
  const facts = factsOf(explained);
  if (facts.worse.length === 0) return [];
  return HINT_RULES.flatMap(({ id, title, advice, reason, source, find }) => {
    const seen = find(facts);
    return seen.length === 0 ? [] : [{ id, title, advice, reason, source, seen }];
  });
}
