import { createRandom } from '#harness/stats/random.ts';
import { type AaDataset, type AaSeries, loadAa } from './aa-data.ts';
import { type Arms, counterbalanced, neighbours, oneAfterTheOther, stretches } from './arms.ts';
import type { Call } from '#benchmarks/rules/peers/rule.ts';
import type { NamedRule } from '#benchmarks/rules/rules.ts';

const SEED = 1;
/** Twelve blocks; a session that holds no two of these is taken whole. */
const STRETCH = 24;

/** Values of one session that follow each other. */
export type Stretch = { readonly series: AaSeries; readonly values: readonly number[]; readonly seed: string };

/** All of a dataset; the number of values is a multiple of four, so that both orders of a block come equally often. */
export function stretchesOf(dataset: AaDataset): readonly Stretch[] {
  return loadAa(dataset).flatMap((series) =>
    series.sessions.flatMap((session) => {
      const whole = 4 * Math.floor(session.values.length / 4);
      const cut = stretches(session.values, session.values.length < 2 * STRETCH ? whole : STRETCH);
      return cut.map((values, index) => ({ series, values, seed: `${series.name} ${session.name} ${index}` }));
    }),
  );
}

/** What a rule says of neighbours in blocks, in so many drawn orders for each stretch. */
export function inBlocks(rule: NamedRule, all: readonly Stretch[], orders: number): readonly Call[] {
  return all.flatMap((stretch) =>
    Array.from({ length: orders }, (_, order) => {
      const random = createRandom(SEED, `order ${order} ${stretch.seed}`);
      return ask(rule, stretch, counterbalanced(neighbours(stretch.values), random));
    }),
  );
}

/** What a rule says of the first half of each stretch against the second. */
export function inTurn(rule: NamedRule, all: readonly Stretch[]): readonly Call[] {
  return all.map((stretch) => ask(rule, stretch, oneAfterTheOther(stretch.values)));
}

function ask({ rule }: NamedRule, { series, seed }: Stretch, { baseline, candidate }: Arms): Call {
  return rule(baseline, candidate, { better: series.better, random: createRandom(SEED, `resamples ${seed}`) });
}
