/**
 * What the rule for remeasured baselines makes of noise that is not independent and normal, and what `plan` expects of
 * it: simulated blocks whose differences have 4 %, with the looks of the latency suite at 24 blocks. Seeded.
 */
import { ALPHA, TRIMMED_SHARE } from '#harness/compare/levels.ts';
import type { Block } from '#harness/compare/change/blocks.ts';
import { type TakenLooks, takenLooks } from '#harness/compare/change/looks.ts';
import { compareRemeasured } from '#harness/compare/change/remeasured.ts';
import { expectedBlocks } from '#harness/lab/forecast/expected-blocks.ts';
import { createSequentialDesign } from '#harness/stats/sequential/group-sequential.ts';
import { variance } from '#harness/stats/moments.ts';
import { createRandom } from '#harness/stats/random.ts';
import { hwangShihDeCani } from '#harness/stats/sequential/spending.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { trimmedSpread } from '#harness/stats/intervals/trimmed-mean.ts';
import latency from '#suites/latency.suite.ts';
import { type DrawnBlock, NOISE_KINDS, type NoiseKind } from '#benchmarks/noise/drawn-noise.ts';
import { percent, printMachine, printRows, write } from '#benchmarks/print/print.ts';
import { blockAt, MARGIN, type Outcomes, outcomesOf, TRIALS } from '#benchmarks/runs/simulated-comparisons.ts';

const AT_MARGIN = 0.05;
/** What a calibration of that many sessions knows of the spread of blocks. */
const CALIBRATED_SESSIONS = 400;

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');
const { blocks, fewestToPass } = protocol;
const looks = takenLooks(protocol, blocks);
const spending = createSequentialDesign(
  looks.blocks.map((look) => look / blocks),
  hwangShihDeCani(-2),
);
/** Without the share of α that is kept back for reading normal boundaries as levels of t and of ranks. */
const spendingAll: TakenLooks = { ...looks, levels: spending.levels(ALPHA) };

function outcomesUnder(kind: NoiseKind, change: number, rule: TakenLooks): Outcomes {
  const random = createRandom(1, `${kind.name}/${change}`);
  const session = (): readonly Block[] =>
    kind.draw(random, blocks).map(({ baseline, candidate }, block) => blockAt(block, baseline, candidate, change));
  return outcomesOf(rule, session, fewestToPass, kind.knownLag1);
}

/** Blocks and passes that `plan` expects of an unchanged build when its blocks are known to spread like that. */
function planned(kind: NoiseKind, spreadOf: (differences: readonly number[]) => number | null): string {
  const random = createRandom(2, kind.name);
  const sessions = Array.from({ length: CALIBRATED_SESSIONS }, () => kind.draw(random, blocks).map(difference));
  const sd = spreadOf(sessions.flat());
  if (sd === null) throw new Error('blocks without a spread');
  const question = { sd, phones: 1, change: 0, margin: Math.log1p(AT_MARGIN), alpha: ALPHA };
  const expected = expectedBlocks(question, { ...looks, fewestToPass }, standardNormal(random));
  return `${expected.blocks.toFixed(1)}, ${percent(expected.within)}`;
}

function standardDeviation(values: readonly number[]): number | null {
  const squares = variance(values);
  return squares === null ? null : Math.sqrt(squares);
}

function difference({ baseline, candidate }: DrawnBlock): number {
  return candidate - baseline;
}

printMachine(`Kinds of noise, at a margin of 5 %, simulated, ${TRIALS} comparisons a figure`);
printRows(
  [
    'noise',
    'no change: passes',
    'blocks',
    '+5 %: regression',
    'all of α spent',
    '+10 %: regression',
    'plan',
    'plan, sd',
  ],
  NOISE_KINDS.map((kind) => {
    const none = outcomesUnder(kind, 0, looks);
    return [
      kind.name,
      percent(none.passed),
      none.meanBlocks.toFixed(1),
      percent(outcomesUnder(kind, AT_MARGIN, looks).regressed),
      percent(outcomesUnder(kind, AT_MARGIN, spendingAll).regressed),
      percent(outcomesUnder(kind, 0.1, looks).regressed),
      kind.isOfBoth ? planned(kind, (values) => trimmedSpread(values, TRIMMED_SHARE)) : '–',
      kind.isOfBoth ? planned(kind, standardDeviation) : '–',
    ];
  }),
);

const independent = NOISE_KINDS[0];
if (independent === undefined) throw new Error('there is no noise');
for (const count of [6, 8, 12, 24]) {
  const random = createRandom(3, `${count}`);
  const once = takenLooks({ ...protocol, blocks: count, looks: [] }, count);
  let leftOut = 0;
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const session = independent
      .draw(random, count)
      .map(({ baseline, candidate }, block) => blockAt(block, baseline, candidate, 0));
    const change = compareRemeasured(MARGIN, session, once).at(-1)?.change;
    if (change !== undefined && change !== null && (change.low > 0 || change.high < 0)) leftOut += 1;
  }
  write(
    `One look at ${count} blocks: the interval of an unchanged build leaves zero out in ${percent(leftOut / TRIALS)}.\n`,
  );
}
