/**
 * What becomes of a comparison whose launches follow installations: as they come, and after a preparation launch. Simulated
 * orders of the latency suite, in which the first launch after an installation takes longer. Seeded.
 */
import type { Block } from '#harness/compare/change/blocks.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { percent, printMachine, printTable } from '#benchmarks/print/print.ts';
import { blockAt, outcomesOf } from '#benchmarks/runs/simulated-comparisons.ts';

const COMPARISONS = Number(process.argv[2] ?? 1000);
const ARMS: readonly Arm[] = ['baseline', 'candidate'];
/** A block's difference varies by 4 %. */
const LAUNCH_SD = 0.04 / Math.SQRT2;
/** The launches of a block, and the preparation launches of the blocks of two builds that share an identifier. */
const LAUNCHES = 2;
const PREPARATIONS = 1.25;

const pass = latency.passes[0];
if (pass === undefined) throw new Error('the latency suite has no pass');
const { blocks, fewestToPass } = pass.protocol;
const looks = takenLooks(pass.protocol, blocks);
const suite = { ...latency, passes: [{ ...pass, protocol: { ...pass.protocol, discardFirstLaunch: false } }] };

/** How many times as long the first launch after an installation takes. */
type Firsts = Readonly<Record<Arm, number>>;
const ALIKE: Firsts = { baseline: 1.3, candidate: 1.3 };
const LESS_SLOW: Firsts = { baseline: 1.3, candidate: 1.14 };

const NONE: Firsts = { baseline: 1, candidate: 1 };

type Case = {
  readonly name: string;
  readonly firsts: Firsts;
  readonly isPrepared: boolean;
  /** How many times as long the first launch of each build takes that is compared, whatever was installed. */
  readonly left?: Firsts;
  readonly launches: number;
};

const CASES: readonly Case[] = [
  { name: 'one identifier, as launches come', firsts: ALIKE, isPrepared: false, launches: LAUNCHES },
  {
    name: 'the same, the candidate’s first launches less slow',
    firsts: LESS_SLOW,
    isPrepared: false,
    launches: LAUNCHES,
  },
  { name: 'one identifier, prepared', firsts: LESS_SLOW, isPrepared: true, launches: LAUNCHES + PREPARATIONS },
  { name: 'two identifiers, prepared', firsts: LESS_SLOW, isPrepared: true, launches: LAUNCHES },
  {
    name: 'two identifiers, prepared, 10 % left in the first launch that counts',
    firsts: LESS_SLOW,
    isPrepared: true,
    left: { baseline: 1.1, candidate: 1.1 },
    launches: LAUNCHES,
  },
  {
    name: 'the same, in the baseline’s alone',
    firsts: LESS_SLOW,
    isPrepared: true,
    left: { baseline: 1.1, candidate: 1 },
    launches: LAUNCHES,
  },
];

function sessions({ firsts, isPrepared, left = NONE }: Case, change: number): () => readonly Block[] {
  const random = createRandom(1, `${change}`);
  const normal = standardNormal(random);
  return () => {
    const plan = makePlan({ suite, deviceIds: ['phone'], arms: ARMS, seed: 1, chance: () => () => random.next() });
    const slots = plan.devices[0]?.slots ?? [];
    const logs = slots.map(({ arm }, index) => {
      const isFirst = !isPrepared && slots[index - 1]?.arm !== arm;
      const isFirstOfAll = slots.findIndex((slot) => slot.arm === arm) === index;
      return LAUNCH_SD * normal() + (isFirst ? Math.log(firsts[arm]) : 0) + (isFirstOfAll ? Math.log(left[arm]) : 0);
    });
    const of = (block: number, arm: Arm): number =>
      logs[slots.findIndex((slot) => slot.block === block && slot.arm === arm)] ?? 0;
    return Array.from({ length: blocks }, (_, block) => ({
      ...blockAt(block, of(block, 'baseline'), of(block, 'candidate'), change),
      first: slots.find((slot) => slot.block === block)?.arm ?? 'baseline',
    }));
  };
}

printMachine(`Launches after installations, margin 5 %, ${COMPARISONS} comparisons a figure`);
for (const [title, fewest] of [
  ['as the suite plans', fewestToPass],
  ['without the least number of blocks to pass', 0],
] as const) {
  printTable(
    [
      title,
      'no change: passes',
      'blocks',
      'launches',
      '+5 %: regression',
      '+5 %: passes',
      '+8 %: passes',
      '+15 %: regression',
    ],
    CASES.map((one) => {
      const under = (change: number): ReturnType<typeof outcomesOf> =>
        outcomesOf(looks, sessions(one, change), fewest, 0, COMPARISONS);
      const [none, margin, beyond, large] = [0, 0.05, 0.08, 0.15].map(under);
      if (none === undefined || margin === undefined) throw new Error('no outcomes');
      return [
        one.name,
        percent(none.passed),
        none.meanBlocks.toFixed(1),
        (none.meanBlocks * one.launches).toFixed(0),
        percent(margin.regressed),
        percent(margin.passed),
        percent(beyond?.passed ?? Number.NaN),
        percent(large?.regressed ?? Number.NaN),
      ];
    }),
  );
}
