import { createRandom } from '#harness/stats/random.ts';
import { loadAa } from './aa-data.ts';
import type { Call, RuleContext } from '#benchmarks/rules/peers/rule.ts';

const SEED = 1;
/** Sessions that a stored baseline is made of. */
export const STORED_NIGHTS = 5;

/** A night of a Go benchmark, and the nights before it. */
export type Night = {
  readonly name: string;
  /** The latest first. */
  readonly before: readonly (readonly number[])[];
  readonly now: readonly number[];
};

export function nights(): readonly Night[] {
  return loadAa('go-bent').flatMap(({ sessions }) =>
    sessions.slice(STORED_NIGHTS).map(({ name, values }, index) => {
      const before = sessions.slice(index, index + STORED_NIGHTS).reverse();
      return { name, before: before.map((session) => session.values), now: values };
    }),
  );
}

/** What a rule says of each night. */
export function askNights(
  all: readonly Night[],
  rule: (night: Night, context: RuleContext) => Call,
): readonly { readonly name: string; readonly call: Call }[] {
  return all.map((night, index) => {
    const random = createRandom(SEED, `night ${index}`);
    return { name: night.name, call: rule(night, { better: 'lower', random }) };
  });
}
