/**
 * What is found, how often wrongly, and after how many blocks. Seeded. First single comparisons: simulated blocks with
 * independent noise, judged by the rule for remeasured baselines with its looks, beside the same rule with one look
 * at the end. Then whole runs, each ended where its gate is certain to fail, beside the same run without that rule.
 */
import type { Block } from '#harness/compare/change/blocks.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { seriesText } from '#harness/text/numbers.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { percent, printMachine, printRows, write } from '#benchmarks/print/print.ts';
import { blockAt, type Outcomes, outcomesOf, TRIALS } from '#benchmarks/runs/simulated-comparisons.ts';
import { printStoppedRuns } from '#benchmarks/runs/stopped-runs.ts';

const CHANGES = [0, 0.05, 0.1] as const;
/** Standard deviation of a block's log ratio. */
const SIGMAS = [0.02, 0.04, 0.06] as const;

/** Whole runs of each change. */
const RUNS = Number(process.argv[2] ?? 500);

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');

function outcomesAt(protocol: Protocol, sigma: number, change: number): Outcomes {
  const normal = standardNormal(createRandom(1, `${sigma}/${change}`));
  const launch = (): number => (sigma / Math.SQRT2) * normal();
  const session = (): readonly Block[] =>
    Array.from({ length: protocol.blocks }, (_, block) => blockAt(block, launch(), launch(), change));
  return outcomesOf(takenLooks(protocol, protocol.blocks), session, protocol.fewestToPass);
}

printMachine(`Verdicts at a margin of 5 %, simulated, ${TRIALS} comparisons a row`);
printRows(
  ['sigma', 'change', 'passes', 'regression', 'mean blocks', `one look: passes`, 'regression', 'blocks', 'saved'],
  SIGMAS.flatMap((sigma) =>
    CHANGES.map((change) => {
      const [several, once] = [
        outcomesAt(protocol, sigma, change),
        outcomesAt({ ...protocol, looks: [] }, sigma, change),
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
write(
  `Looks after ${seriesText([...protocol.looks, protocol.blocks])} blocks; no pass before ${protocol.fewestToPass}.\n`,
);
printStoppedRuns(RUNS);
