import { shuffle } from 'simple-statistics';
import type { Random } from '#harness/ports.ts';

/** A copy in random order, every order as likely as any other (Fisher & Yates). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return shuffle([...values], () => random.next());
}
