/**
 * How often a candidate that is slow in some of its launches passes, how often a build that is slow in as many launches as its
 * baseline is held up, and after how many blocks. Simulated and seeded; the middle of both builds is the same.
 * Usage: tails.ts [comparisons a row]
 */
import { judgeLooks } from '#harness/compare/change/remeasured.ts';
import { takenLooks } from '#harness/compare/change/looks.ts';
import { seenAtLooks } from '#harness/compare/change/seen-blocks.ts';
import { isPassing } from '#harness/domain/deciding.ts';
import { seriesText } from '#harness/text/numbers.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';
import { blockAt, MARGIN } from '#benchmarks/runs/simulated-comparisons.ts';

const COMPARISONS = Number(process.argv[2] ?? 1000);
const LAUNCH_SD = 0.04 / Math.SQRT2;
/** A slow launch takes half as long again. */
const SLOW = Math.log(1.5);
/** Launches of a calibration: eight sessions of twelve blocks. */
const CALIBRATED = 192;

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');
const { blocks, looks, fewestToPass } = protocol;

const RULES = [
  { name: '6, 12, 18', looks: [6, 12, 18], fewestToPass: 0, known: 0 },
  { name: '6, 12, 18, calibrated', looks: [6, 12, 18], fewestToPass: 0, known: CALIBRATED },
  { name: `${seriesText(looks)}, ${fewestToPass} to pass`, looks, fewestToPass, known: 0 },
  { name: `${seriesText(looks)}, ${fewestToPass} to pass, calibrated`, looks, fewestToPass, known: CALIBRATED },
] as const;

/** How many launches of each build a pass may ask for. */
const FLOORS = [12, 14, 16, 20] as const;

/** Share of slow launches in each build. */
const CASES = [
  { baseline: 0, candidate: 0 },
  { baseline: 0.05, candidate: 0.05 },
  { baseline: 0.1, candidate: 0.1 },
  { baseline: 0, candidate: 0.1 },
  { baseline: 0, candidate: 0.2 },
  { baseline: 0, candidate: 0.3 },
] as const;

type Rule = { readonly looks: readonly number[]; readonly fewestToPass: number; readonly known: number };
type Case = (typeof CASES)[number];

function launchGroupsOf(rule: Rule, phones: number, { baseline, candidate }: Case): readonly string[] {
  const random = createRandom(1, `${phones}/${baseline}/${candidate}`);
  const normal = standardNormal(random);
  const launch = (slow: number): number => LAUNCH_SD * normal() + (random.next() < slow ? SLOW : 0);
  const taken = takenLooks({ ...latencyProtocol(), looks: rule.looks }, blocks);
  const tally = { passed: 0, held: 0, blocks: 0 };
  for (let trial = 0; trial < COMPARISONS; trial += 1) {
    const farOut = Array.from({ length: rule.known }, () => random.next() < baseline).filter(Boolean).length;
    const seen = Array.from({ length: phones }, () => {
      const own = Array.from({ length: blocks }, (_, block) => blockAt(block, launch(baseline), launch(candidate), 0));
      return seenAtLooks({ margin: MARGIN, blocks: own, known: { farOut, launches: rule.known, lag1: 0 } }, taken);
    });
    const judgements = judgeLooks(MARGIN, seen, taken);
    const ends = judgements.findIndex(
      ({ verdict }, look) =>
        verdict.kind === 'regression' ||
        (isPassing(verdict) && phones * (taken.blocks[look] ?? 0) >= rule.fewestToPass),
    );
    const end = ends === -1 ? judgements.length - 1 : ends;
    const verdict = judgements[end]?.verdict;
    tally.blocks += taken.blocks[end] ?? 0;
    tally.passed += Number(verdict !== undefined && isPassing(verdict));
    tally.held += Number(verdict?.kind === 'inconclusive' && verdict.reason === 'farOutLaunches');
  }
  const share = (count: number): string => percent(count / COMPARISONS);
  return [share(tally.passed), share(tally.held), (tally.blocks / COMPARISONS).toFixed(1)];
}

function latencyProtocol(): NonNullable<typeof protocol> {
  if (protocol === undefined) throw new Error('the latency suite has no pass');
  return protocol;
}

printMachine(`Slow launches: half as long again, margin 5 %, ${COMPARISONS} comparisons a row, simulated`);
printTable(
  [
    'phones',
    'slow launches: baseline, candidate',
    ...RULES.flatMap(({ name }) => [`${name}: passes`, 'held up', 'blocks']),
  ],
  [1, 2, 4].flatMap((phones) =>
    CASES.map((own) => [
      String(phones),
      `${percent(own.baseline)}, ${percent(own.candidate)}`,
      ...RULES.flatMap((rule) => launchGroupsOf(rule, phones, own)),
    ]),
  ),
);
write(
  `\nThe looks of the latency suite, by how many launches of each build it takes to pass, ${COMPARISONS} comparisons a row:\n`,
);
printTable(
  [
    'phones',
    'calibrated',
    'slow launches: baseline, candidate',
    ...FLOORS.flatMap((floor) => [`${floor} to pass: passes`, 'held up', 'blocks']),
  ],
  [1, 2].flatMap((phones) =>
    [0, CALIBRATED].flatMap((known) =>
      CASES.map((own) => [
        String(phones),
        known === 0 ? 'no' : 'yes',
        `${percent(own.baseline)}, ${percent(own.candidate)}`,
        ...FLOORS.flatMap((floor) => launchGroupsOf({ looks, fewestToPass: floor, known }, phones, own)),
      ]),
    ),
  ),
);
