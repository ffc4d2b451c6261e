/**
 * What several phones of a model are worth: how often a gate errs, and how many blocks it takes on each phone, where the phones
 * of a model stop together by their mean, beside phones that each stop by themselves before their mean decides. Simulated
 * and seeded. First one metric, then whole runs.
 * Usage: phones.ts [comparisons a row] [runs a row]
 */
import { holdsAmong } from '#harness/compare/levels.ts';
import type { Block } from '#harness/compare/change/blocks.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import { takenLooks, type TakenLooks } from '#harness/compare/change/looks.ts';
import { judgeLooks } from '#harness/compare/change/remeasured.ts';
import { type SeenBlocks, seenAtLooks } from '#harness/compare/change/seen-blocks.ts';
import type { Protocol } from '#harness/domain/suite.ts';
import { isPassing } from '#harness/domain/deciding.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { printAlikePhones } from '#benchmarks/noise/alike-phones.ts';
import { printFleetRuns } from '#benchmarks/runs/fleet-runs.ts';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { blockAt, MARGIN } from '#benchmarks/runs/simulated-comparisons.ts';

const [comparisons = '2000', runs = '40'] = process.argv.slice(2);
const PHONES = [1, 2, 4, 8] as const;
/** Standard deviation of a block's log ratio. */
const SIGMA = 0.04;

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');

/** On each of so many phones, towards worse. */
type Change = { readonly name: string; readonly of: (phone: number) => number };

const CHANGES: readonly Change[] = [
  { name: 'none', of: () => 0 },
  { name: '+5 % (the margin)', of: () => 0.05 },
  { name: '+10 %', of: () => 0.1 },
  { name: '+10 % on one phone', of: (phone) => (phone === 0 ? 0.1 : 0) },
];

type End = { readonly blocks: number; readonly judgement: Judgement | undefined };
type Rule = (phones: readonly (readonly Block[])[], protocol: Protocol) => End;

/** All phones take the same looks, and their mean ends the measurement. */
const together: Rule = (phones, { blocks, ...rest }) => {
  const looks = takenLooks({ blocks, ...rest }, blocks);
  const judgements = judged(phones, looks);
  const end = endOf(judgements, 1, looks, rest.fewestToPass / phones.length);
  return { blocks: end, judgement: judgements[looks.blocks.indexOf(end)] };
};

/** Each phone is measured until it is decided by itself; then their mean decides by the blocks that all have. */
const byThemselves: Rule = (phones, { blocks, ...rest }) => {
  const looks = takenLooks({ blocks, ...rest }, blocks);
  const ends = phones.map((own) => endOf(judged([own], looks), phones.length, looks, rest.fewestToPass));
  const reached = takenLooks({ blocks, ...rest }, Math.min(...ends));
  const mean = ends.reduce((sum, end) => sum + end, 0) / ends.length;
  return { blocks: mean, judgement: judged(phones, reached).at(-1) };
};

function judged(phones: readonly (readonly Block[])[], looks: TakenLooks): readonly Judgement[] {
  const seen: readonly (readonly SeenBlocks[])[] = phones.map((blocks) =>
    seenAtLooks({ margin: MARGIN, blocks }, looks),
  );
  return judgeLooks(MARGIN, seen, looks);
}

/** Blocks at the first look that decides among so many comparisons; as unharmed only with so many. */
function endOf(judgements: readonly Judgement[], deciding: number, looks: TakenLooks, fewestToPass: number): number {
  const decided = judgements.findIndex(
    ({ verdict, evidence }, look) =>
      (isPassing(verdict) && (looks.blocks[look] ?? 0) >= fewestToPass) ||
      (verdict.kind === 'regression' && holdsAmong(evidence.pRegression ?? 0, deciding)),
  );
  return looks.blocks[decided] ?? looks.blocks.at(-1) ?? 0;
}

function rowOf(rule: Rule, phones: number, change: Change, planned: Protocol): readonly string[] {
  const normal = standardNormal(createRandom(1, `${phones}/${change.name}`));
  const launch = (): number => (SIGMA / Math.SQRT2) * normal();
  const tally = { passed: 0, failed: 0, disagree: 0, blocks: 0 };
  const trials = Math.ceil(Number(comparisons) / (phones === 8 ? 2 : 1));
  for (let trial = 0; trial < trials; trial += 1) {
    const blocks = Array.from({ length: phones }, (_, phone) =>
      Array.from({ length: planned.blocks }, (__, block) => blockAt(block, launch(), launch(), change.of(phone))),
    );
    const end = rule(blocks, planned);
    const verdict = end.judgement?.verdict;
    tally.blocks += end.blocks;
    if (verdict === undefined) continue;
    tally.passed += Number(isPassing(verdict));
    tally.failed += Number(verdict.kind === 'regression');
    tally.disagree += Number(verdict.kind === 'inconclusive' && verdict.reason === 'unitsDisagree');
  }
  const share = (count: number): string => percent(count / trials);
  return [(tally.blocks / trials).toFixed(1), share(tally.passed), share(tally.failed), share(tally.disagree)];
}

/**
 * A metric that only so many phones of a model report, after all blocks: a phone that does not report it keeps it open. Before,
 * each phone that did decided by itself: a regression on any of them failed, corrected for their number.
 */
function rowOfReporters(reporters: number, change: Change, planned: Protocol): readonly string[] {
  const normal = standardNormal(createRandom(1, `reporters ${reporters}/${change.name}`));
  const launch = (): number => (SIGMA / Math.SQRT2) * normal();
  const looks = takenLooks(planned, planned.blocks);
  const tally = { beforePassed: 0, beforeFailed: 0, passed: 0, failed: 0 };
  const trials = Number(comparisons);
  for (let trial = 0; trial < trials; trial += 1) {
    const blocks = Array.from({ length: reporters }, (_, phone) =>
      Array.from({ length: planned.blocks }, (__, block) => blockAt(block, launch(), launch(), change.of(phone))),
    );
    const each = blocks.flatMap((own) => judged([own], looks).at(-1) ?? []);
    const mean = judged(blocks, looks).at(-1)?.verdict;
    const doesHold = ({ verdict, evidence }: Judgement): boolean =>
      verdict.kind === 'regression' && holdsAmong(evidence.pRegression ?? 0, reporters);
    tally.beforePassed += Number(each.every(({ verdict }) => isPassing(verdict)));
    tally.beforeFailed += Number(each.some(doesHold));
    tally.passed += Number(mean !== undefined && isPassing(mean));
    tally.failed += Number(mean?.kind === 'regression');
  }
  return [String(reporters), change.name, ...Object.values(tally).map((count) => percent(count / trials))];
}

printMachine(`One metric at a margin of 5 %, sigma ${percent(SIGMA)}, simulated, ${comparisons} comparisons a row`);
printTable(
  [
    'phones',
    'change',
    ...['by themselves', 'together'].flatMap((rule) => [`${rule}: blocks`, 'passes', 'fails', 'disagree']),
  ],
  CHANGES.flatMap((change) =>
    PHONES.filter((phones) => phones > 1 || change.name !== '+10 % on one phone').map((phones) => [
      String(phones),
      change.name,
      ...rowOf(byThemselves, phones, change, protocol),
      ...rowOf(together, phones, change, protocol),
    ]),
  ),
);
write(`\nA metric that only some phones of a model report, ${comparisons} comparisons a row, simulated:\n`);
printTable(
  ['phones that report it', 'change', 'each by itself: passes', 'fails', 'their mean: passes', 'fails'],
  CHANGES.flatMap((change) => [2, 3].map((reporters) => rowOfReporters(reporters, change, protocol))),
);
printAlikePhones(10 * Number(comparisons));
printFleetRuns(PHONES, Number(runs));
