/**
 * What the comparison of two samples by ranks makes of values that come in steps and of arms that spread differently,
 * beside other ways to do it. Published measurements, read off in steps, and simulated ones; margin 5 %. Seeded.
 */
import type { Block } from '#harness/compare/change/blocks.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { BURST } from '#suites/protocol.ts';
import { NOISE_KINDS } from '#benchmarks/noise/drawn-noise.ts';
import { fieldOf } from '#benchmarks/noise/injected-changes.ts';
import { worsened } from '#benchmarks/noise/block-pools.ts';
import { percent, printMachine, printTable, ratePercent, write } from '#benchmarks/print/print.ts';
import {
  exactWithTies,
  ours,
  pairsWhereEqual,
  ranksAlone,
  trimmedBeside,
  type TwoSampleRule,
} from '#benchmarks/rules/two-sample-rules.ts';
import { blockAt } from '#benchmarks/runs/simulated-comparisons.ts';

const MARGIN = 0.05;
const LIMIT = Math.log1p(MARGIN);
const TWELVE = 12;
const ONCE = takenLooks({ ...BURST, blocks: TWELVE, looks: [] }, TWELVE);
const FOUR = takenLooks(BURST, BURST.blocks);
const TRIALS = Number(process.argv[2] ?? 5000);

/** Milliseconds of a start as a clock of such steps reads them; a start takes about 375. */
const STARTS = [0, 1, 4].map((step) => ({ dataset: 'android-startups' as const, trials: 1000, levelMs: 375, step }));
const SETTINGS = [{ dataset: 'go-bent' as const, trials: 20, levelMs: 1, step: 0 }, ...STARTS];

function printSteps(): void {
  write(`\nValues in steps, ${TWELVE} blocks, one look\n\n`);
  const rows = SETTINGS.flatMap(({ dataset, trials, levelMs, step }) => {
    const drawn = fieldOf(dataset, 1, trials).trials(TWELVE);
    const told = (value: number): number => (step === 0 ? value : Math.floor((value * levelMs) / step) * step);
    const blocksWith = (change: number): readonly (readonly Block[])[] =>
      drawn.map(({ arms, pool }) => {
        const { baseline, candidate } = worsened(arms, pool.better, change);
        return baseline.map((value, block) => ({
          block,
          first: block % 2 === 0 ? 'baseline' : 'candidate',
          baseline: told(value),
          candidate: told(candidate[block] ?? Number.NaN),
        }));
      });
    const [none, at, beyond] = [blocksWith(0), blocksWith(MARGIN), blocksWith(0.08)];
    const hasEqual = (blocks: readonly Block[]): boolean =>
      new Set(blocks.map(({ baseline }) => baseline)).size < blocks.length ||
      new Set(blocks.map(({ candidate }) => candidate)).size < blocks.length;
    const level = 1 - 2 * (ONCE.levels[0] ?? 0);
    const share = (rule: TwoSampleRule, all: typeof none, kind: 'above' | 'below'): number =>
      all.filter((blocks) => rule(blocks, LIMIT, level) === kind).length;
    const name = `${dataset}${step === 0 ? '' : `, steps of ${step} ms`}, n = ${drawn.length}`;
    return [
      ['pairs where values are equal', pairsWhereEqual] as const,
      ['ranks, ours', ours] as const,
      ['ranks, exact with ties', exactWithTies] as const,
    ].map(([rule, ask]) => [
      name,
      percent(none.filter(hasEqual).length / drawn.length),
      rule,
      percent(share(ask, none, 'below') / drawn.length),
      ratePercent(rateOf(share(ask, at, 'above'), drawn.length)),
      ratePercent(rateOf(share(ask, at, 'below'), drawn.length)),
      percent(share(ask, beyond, 'above') / drawn.length),
    ]);
  });
  printTable(
    ['values', 'with equal ones', 'rule', 'no change: within', '+5 %: beyond', '+5 %: within', '+8 %: beyond'],
    rows,
  );
}

type Session = (seed: number) => readonly { readonly baseline: number; readonly candidate: number }[];

/** Launches of 2 %, of which those of either arm spread so many times as far. */
function spreading(baseline: number, candidate: number): Session {
  return (seed) => {
    const normal = standardNormal(createRandom(seed, `spread ${baseline} ${candidate}`));
    return Array.from({ length: BURST.blocks }, () => ({
      baseline: 0.02 * baseline * normal(),
      candidate: 0.02 * candidate * normal(),
    }));
  };
}

const KINDS: ReadonlySet<string> = new Set(['independent', 'one launch in ten wild']);
const SESSIONS: readonly (readonly [string, Session])[] = [
  ['both arms alike', spreading(1, 1)],
  ['candidate spreads twice as far', spreading(1, 2)],
  ['candidate spreads four times as far', spreading(1, 4)],
  ['baseline spreads four times as far', spreading(4, 1)],
  ...NOISE_KINDS.filter(({ name }) => KINDS.has(name)).map(
    ({ name, draw }) =>
      [`${name}, 4 % a block`, (seed: number) => draw(createRandom(seed, name), BURST.blocks)] as const,
  ),
];

function printSpreads(): void {
  write(`\nArms that spread differently, simulated, looks after ${FOUR.blocks.join(', ')} blocks, n = ${TRIALS}\n\n`);
  printTable(
    ['launches', 'rule', '+5 %: beyond', '+5 %: within', 'no change: within', 'blocks', '+10 %: beyond'],
    SESSIONS.flatMap(([name, session]) =>
      [
        ['ranks alone', ranksAlone] as const,
        ['trimmed pairs beside them', trimmedBeside] as const,
        ['Brunner–Munzel beside them, ours', ours] as const,
      ].map(([rule, ask]) => {
        const [none, at, beyond] = [0, MARGIN, 0.1].map((change) => tally(ask, session, change));
        return [
          name,
          rule,
          ratePercent(rateOf(at?.above ?? 0, TRIALS)),
          ratePercent(rateOf(at?.below ?? 0, TRIALS)),
          percent((none?.below ?? 0) / TRIALS),
          ((none?.blocks ?? 0) / TRIALS).toFixed(1),
          percent((beyond?.above ?? 0) / TRIALS),
        ];
      }),
    ),
  );
}

/** Each session ends at the first look that says something. */
function tally(
  rule: TwoSampleRule,
  session: Session,
  change: number,
): { readonly above: number; readonly below: number; readonly blocks: number } {
  const counts = { above: 0, below: 0, blocks: 0 };
  for (let seed = 0; seed < TRIALS; seed += 1) {
    const blocks = session(seed).map(({ baseline, candidate }, block) => blockAt(block, baseline, candidate, change));
    const answers = FOUR.blocks.map(
      (until, look) => () => rule(blocks.slice(0, until), LIMIT, 1 - 2 * (FOUR.levels[look] ?? 0)),
    );
    for (const [look, answer] of answers.entries()) {
      const said = answer();
      if (said === 'open' && look + 1 < answers.length) continue;
      if (said !== 'open') counts[said] += 1;
      counts.blocks += FOUR.blocks[look] ?? 0;
      break;
    }
  }
  return counts;
}

printMachine('Two samples by ranks, margin 5 %');
printSteps();
printSpreads();
