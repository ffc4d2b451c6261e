import { heterogeneity } from '#harness/stats/tests/heterogeneity.ts';
import { mean, variance } from '#harness/stats/moments.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { printTable, write } from '#benchmarks/print/print.ts';

const MEANT = 0.001;
/** Upper thousandth of chi-squared by its degrees of freedom (Fisher & Yates 1963, table IV). */
const CHI_SQUARED: Readonly<Record<number, number>> = { 1: 10.828, 3: 16.266, 7: 24.322 };

/** Prints how often phones that are alike are said to differ, where one in a thousand is meant to be. */
export function printAlikePhones(trials: number): void {
  write(`\nPhones that are alike, said to differ at p < ${MEANT}, ${trials} draws a row, simulated:\n`);
  printTable(
    ['phones', 'blocks', 'spreads', 'Cochran’s Q', 'Welch’s F, ours'],
    [2, 4, 8].flatMap((phones) =>
      [6, 12, 24].flatMap((blocks) => [false, true].map((isUneven) => rowOf(phones, blocks, isUneven, trials))),
    ),
  );
}

function rowOf(phones: number, blocks: number, isUneven: boolean, trials: number): readonly string[] {
  const normal = standardNormal(createRandom(1, `alike/${phones}/${blocks}/${isUneven}`));
  const found = { q: 0, f: 0 };
  for (let trial = 0; trial < trials; trial += 1) {
    const estimates = Array.from({ length: phones }, (_, phone) => {
      const spread = isUneven && phone % 2 === 1 ? 2 : 1;
      const values = Array.from({ length: blocks }, () => spread * normal());
      const standardError = Math.sqrt((variance(values) ?? 0) / blocks);
      return { estimate: mean(values) ?? 0, standardError, degreesOfFreedom: blocks - 1 };
    });
    found.q += Number(cochran(estimates) > (CHI_SQUARED[phones - 1] ?? Number.POSITIVE_INFINITY));
    found.f += Number((heterogeneity(estimates)?.p ?? 1) < MEANT);
  }
  const share = (count: number): string => `${((100 * count) / trials).toFixed(2)} %`;
  return [
    String(phones),
    String(blocks),
    isUneven ? 'one in two twice as wide' : 'equal',
    share(found.q),
    share(found.f),
  ];
}

/** Q = Σ wᵢ (xᵢ − x̄)² with wᵢ = 1/SEᵢ², which takes the errors as known (Cochran 1954): the rule before. */
function cochran(estimates: readonly { readonly estimate: number; readonly standardError: number }[]): number {
  const weights = estimates.map(({ standardError }) => 1 / standardError ** 2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = estimates.reduce((sum, { estimate }, index) => sum + (weights[index] ?? 0) * estimate, 0) / total;
  return estimates.reduce((sum, { estimate }, index) => sum + (weights[index] ?? 0) * (estimate - centre) ** 2, 0);
}
