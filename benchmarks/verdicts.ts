/** How often what is found: simulated blocks with independent noise, judged by the rule for remeasured baselines. Seeded. */
import { compareRemeasured } from '#harness/compare/remeasured.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { createResampling } from '#harness/stats/bootstrap.ts';
import { normalQuantile } from '#harness/stats/normal.ts';
import { createRandom } from '#harness/stats/random.ts';
import { printRows, write } from './print.ts';

const TRIALS = 2000;
const MARGIN: Margin = { metric: 'timeToFirstToken', percent: 5, absolute: null, severity: 'block' };
const PASSING: ReadonlySet<string> = new Set(['noRegression', 'drift', 'improvement']);
const SETTINGS = [
  { blocks: 4, sigma: 0.02 },
  { blocks: 8, sigma: 0.02 },
  { blocks: 8, sigma: 0.04 },
  { blocks: 12, sigma: 0.04 },
  { blocks: 24, sigma: 0.04 },
];

/** Verdicts of simulated comparisons; sigma is the standard deviation of a block's log ratio. */
function verdicts(blocks: number, sigma: number, change: number): readonly string[] {
  const random = createRandom(1, `${blocks}/${sigma}/${change}`);
  const resampling = createResampling(1, 2000);
  // Half of a uniform number's step keeps the quantile finite at the ends.
  const noise = (): number => sigma * normalQuantile(random.next() + 2 ** -33);
  return Array.from({ length: TRIALS }, () => {
    const baseline = Array.from({ length: blocks }, (_, block) => ({ block, value: 100 }));
    const candidate = baseline.map(({ block }) => ({ block, value: 100 * (1 + change) * Math.exp(noise()) }));
    return compareRemeasured(MARGIN, baseline, candidate, resampling).verdict.kind;
  });
}

const share = (kinds: readonly string[], isCounted: (kind: string) => boolean): string =>
  `${((100 * kinds.filter(isCounted).length) / kinds.length).toFixed(1)} %`;

write(`Verdicts at a margin of 5 %, simulated, ${TRIALS} comparisons each\n`);
printRows(
  ['blocks', 'sigma', 'no change: passes', 'no change: regression', '+10 %: regression'],
  SETTINGS.map(({ blocks, sigma }) => {
    const [same, slower] = [verdicts(blocks, sigma, 0), verdicts(blocks, sigma, 0.1)];
    return [
      String(blocks),
      `${sigma * 100} %`,
      share(same, (kind) => PASSING.has(kind)),
      share(same, (kind) => kind === 'regression'),
      share(slower, (kind) => kind === 'regression'),
    ];
  }),
);
