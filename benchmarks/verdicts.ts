/**
 * What is found, how often wrongly, and after how many blocks: simulated blocks with independent noise, judged by the
 * rule for remeasured baselines with its four looks, beside the same rule with one look at the end. Seeded.
 */
import type { Block } from '#harness/compare/blocks.ts';
import { takenLooks, type TakenLooks } from '#harness/compare/looks.ts';
import { compareRemeasured } from '#harness/compare/remeasured.ts';
import type { Margin, Protocol } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { percent, printMachine, printRows, write } from './print.ts';

const TRIALS = 10_000;
const MARGIN: Margin = { metric: 'timeToFirstToken', percent: 5, absolute: null, severity: 'block' };
const PASSING: ReadonlySet<string> = new Set(['noRegression', 'drift', 'improvement']);
const CHANGES = [0, 0.05, 0.1] as const;
/** Standard deviation of a block's log ratio. */
const SIGMAS = [0.02, 0.04, 0.06] as const;

type Outcomes = { readonly passed: number; readonly regressed: number; readonly meanBlocks: number };

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');

/** Every trial has all its blocks; with several looks it ends at the first that says something. */
function outcomesOf(protocol: Protocol, sigma: number, change: number): Outcomes {
  const normal = standardNormal(createRandom(1, `${sigma}/${change}`));
  const looks: TakenLooks = takenLooks(protocol, protocol.blocks);
  const tally = { passed: 0, regressed: 0, blocks: 0 };
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const judgements = compareRemeasured(MARGIN, blocksOf(protocol.blocks, sigma, change, normal), looks);
    const decided = judgements.findIndex(({ verdict }) => verdict.kind !== 'inconclusive');
    const kind = judgements[decided]?.verdict.kind ?? 'inconclusive';
    if (PASSING.has(kind)) tally.passed += 1;
    if (kind === 'regression') tally.regressed += 1;
    tally.blocks += looks.blocks[decided] ?? protocol.blocks;
  }
  return { passed: tally.passed / TRIALS, regressed: tally.regressed / TRIALS, meanBlocks: tally.blocks / TRIALS };
}

function blocksOf(count: number, sigma: number, change: number, normal: () => number): readonly Block[] {
  return Array.from({ length: count }, (_, block) => {
    const launch = (): number => 100 * Math.exp((sigma / Math.SQRT2) * normal());
    const first = block % 2 === 0 ? 'baseline' : 'candidate';
    return { block, first, baseline: launch(), candidate: (1 + change) * launch() };
  });
}

printMachine(`Verdicts at a margin of 5 %, simulated, ${TRIALS} comparisons a row`);
printRows(
  ['sigma', 'change', 'passes', 'regression', 'mean blocks', `one look: passes`, 'regression', 'blocks', 'saved'],
  SIGMAS.flatMap((sigma) =>
    CHANGES.map((change) => {
      const [several, once] = [
        outcomesOf(protocol, sigma, change),
        outcomesOf({ ...protocol, looks: [] }, sigma, change),
      ];
      return [
        percent(sigma),
        change === 0 ? 'none' : `+${percent(change)}`,
        percent(several.passed),
        percent(several.regressed),
        several.meanBlocks.toFixed(1),
        percent(once.passed),
        percent(once.regressed),
        String(protocol.blocks),
        percent(1 - several.meanBlocks / protocol.blocks),
      ];
    }),
  ),
);
write(`Looks after ${[...protocol.looks, protocol.blocks].join(', ')} blocks.\n`);
