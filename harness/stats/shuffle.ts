import { shuffle } from 'simple-statistics';
import type { RandomSource } from './random.ts';

/** A copy in random order, every order as likely as any other (Fisher & Yates). */
export function shuffled<T>(values: readonly T[], random: RandomSource): T[] {
  return shuffle([...values], () => random.next());
}
