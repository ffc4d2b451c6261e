/**
 * What the rule makes of values that come in the steps of a counter: changes that hide within a step, and those that do
 * not. Simulated, margin 5 %, 12 blocks, one look; the counter stands anywhere within its step. Then the looks of the latency
 * suite: after how many blocks a comparison ends where steps that are too coarse are waited for, and where they are not. Seeded.
 * Usage: counter-steps.ts [comparisons a figure]
 */
import { estimateBlocks } from '#harness/compare/change/block-estimate.ts';
import type { Block } from '#harness/compare/change/blocks.ts';
import { type Judgement, judgeEstimate } from '#harness/compare/change/judgement.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { BURST } from '#suites/protocol.ts';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { marginOfSize } from '#harness/compare/change/scale.ts';

const TRIALS = Number(process.argv[2] ?? 1000);
const BLOCKS = 12;
const MARGIN: Margin = { metric: 'energyPerAnswer', percent: 5, absolute: null, severity: 'block' };
const LOOKS = takenLooks({ ...BURST, blocks: BLOCKS, looks: [] }, BLOCKS);
const CHANGES = [0, 0.055, 0.08, 0.2] as const;

type Rule = (blocks: readonly Block[]) => Judgement | undefined;

const withSteps: Rule = (blocks) => compareRemeasured(MARGIN, blocks, LOOKS).at(-1);

/** As if the values came in no steps. */
const withoutSteps: Rule = (blocks) => {
  const found = estimateBlocks('relative', blocks, 1 - 2 * (LOOKS.levels[0] ?? 0));
  if (found === null) return undefined;
  const context = { ...marginOfSize('relative', MARGIN.metric, 0.05), sessionEffect: 0, step: 0 };
  return judgeEstimate({ ...found, ...context, n: blocks.length, sampled: found.interval, readingError: 0 });
};

/** @param step and `noise` of a launch, in per cent of the value */
function blocksOf(seed: number, step: number, noise: number, change: number, count = BLOCKS): readonly Block[] {
  const random = createRandom(seed, `${step} ${noise}`);
  const normal = standardNormal(random);
  // Far above none, a step is the same share of every level.
  const level = 100 + step * random.next();
  const read = (value: number): number => step * Math.floor((value * (1 + (noise * normal()) / 100)) / step);
  return Array.from({ length: count }, (_, block) => ({
    block,
    first: block % 2 === 0 ? 'baseline' : 'candidate',
    baseline: read(level),
    candidate: read((1 + change) * level),
  }));
}

function outcomes(rule: Rule, step: number, noise: number, change: number): string {
  const counts = { passed: 0, regressed: 0 };
  for (let seed = 0; seed < TRIALS; seed += 1) {
    const kind = rule(blocksOf(seed, step, noise, change))?.verdict.kind ?? 'inconclusive';
    if (kind === 'regression') counts.regressed += 1;
    else if (kind !== 'inconclusive') counts.passed += 1;
  }
  return `${percent(counts.passed / TRIALS)}, ${percent(counts.regressed / TRIALS)}`;
}

type Ends = { blocks: number; decided: number };

/** Where a comparison ends at the looks of the latency suite. */
function endsOf(step: number, noise: number, change: number): readonly string[] {
  const { blocks, fewestToPass } = BURST;
  const looks = takenLooks(BURST, blocks);
  const [waiting, ours]: readonly [Ends, Ends] = [
    { blocks: 0, decided: 0 },
    { blocks: 0, decided: 0 },
  ];
  for (let seed = 0; seed < TRIALS; seed += 1) {
    const judgements = compareRemeasured(MARGIN, blocksOf(seed, step, noise, change, blocks), looks);
    for (const [tally, doesWait] of [
      [waiting, true],
      [ours, false],
    ] as const) {
      const end = judgements.findIndex(({ verdict }, look) => {
        if (verdict.kind === 'inconclusive') return !doesWait && verdict.reason === 'tooCoarse';
        return verdict.kind === 'regression' || (looks.blocks[look] ?? 0) >= fewestToPass;
      });
      tally.blocks += looks.blocks.at(end) ?? 0;
      tally.decided += Number(judgements.at(end)?.verdict.kind !== 'inconclusive');
    }
  }
  return [waiting, ours].flatMap((tally) => [(tally.blocks / TRIALS).toFixed(1), percent(tally.decided / TRIALS)]);
}

printMachine(`Values in steps, ${TRIALS} comparisons a figure: passes, regressions`);
printTable(
  ['step', 'noise of a launch', 'rule', 'no change', '+5.5 %', '+8 %', '+20 %'],
  [0.5, 1, 2, 5, 10].flatMap((step) =>
    [0, 1, 3].flatMap((noise) =>
      (
        [
          ['as if there were no steps', withoutSteps],
          ['ours', withSteps],
        ] as const
      ).map(([name, rule]) => [
        `${step} %`,
        `${noise} %`,
        name,
        ...CHANGES.map((change) => outcomes(rule, step, noise, change)),
      ]),
    ),
  ),
);
write(`\nThe looks of the latency suite, ${TRIALS} comparisons a row:\n`);
printTable(
  ['step', 'noise of a launch', 'change', 'waited for: blocks', 'decided', 'ours: blocks', 'decided'],
  [1, 2, 5, 10].flatMap((step) =>
    [0, 0.3, 1, 3].flatMap((noise) =>
      [0, 0.08].map((change) => [`${step} %`, `${noise} %`, percent(change), ...endsOf(step, noise, change)]),
    ),
  ),
);
