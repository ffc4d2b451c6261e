/**
 * How often a gate errs and what it finds where sessions of a phone differ, with one session and where a second one has to find a
 * regression too, and how many blocks both take. Simulated and seeded: one metric on one phone, at the looks of the latency suite,
 * with 12 launches of each build to pass. Usage: second-session.ts [runs a row]
 */
import { takenLooks } from '#harness/compare/change/looks.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import latency from '#suites/latency.suite.ts';
import { percent, printMachine, printTable } from '#benchmarks/print/print.ts';
import { blockAt, endOf } from '#benchmarks/runs/simulated-comparisons.ts';

const RUNS = Number(process.argv[2] ?? 1000);
/** A block's log ratio has a standard deviation of 4 %. */
const LAUNCH_SD = 0.04 / Math.SQRT2;
/** As under the policy `pr`. */
const FEWEST_TO_PASS = 12;

const protocol = latency.passes[0]?.protocol;
if (protocol === undefined) throw new Error('the latency suite has no pass');
const looks = takenLooks({ ...protocol, fewestToPass: FEWEST_TO_PASS }, protocol.blocks);

/** By how much a session makes the candidate look slower, as a logarithm: assumed, and drawn anew for each session. */
type Drift = {
  readonly name: string;
  readonly draw: (uniform: () => number, normal: () => number) => number;
};

const BAD = Math.log(1.1);

const DRIFTS: readonly Drift[] = [
  { name: 'none', draw: () => 0 },
  ...[0.01, 0.02, 0.04].map((sd) => ({
    name: `varies by ${percent(sd)}`,
    draw: (_uniform: () => number, normal: () => number) => sd * normal(),
  })),
  ...[0.05, 0.2].map((share) => ({
    name: `${percent(share)} of sessions slow the candidate by 10 %`,
    draw: (uniform: () => number) => (uniform() < share ? BAD : 0),
  })),
];

const CHANGES = [0, 0.05, 0.1, 0.15] as const;

function rowOf({ name, draw }: Drift, change: number): readonly string[] {
  const random = createRandom(1, `${name}/${change}`);
  const normal = standardNormal(random);
  const session = (): ReturnType<typeof endOf> => {
    const shift = draw(() => random.next(), normal);
    const blocks = Array.from({ length: protocol?.blocks ?? 0 }, (_, block) =>
      blockAt(block, LAUNCH_SD * normal(), LAUNCH_SD * normal() + shift, change),
    );
    return endOf(looks, blocks, FEWEST_TO_PASS);
  };
  const tally = { once: 0, twice: 0, first: 0, second: 0 };
  for (let run = 0; run < RUNS; run += 1) {
    const first = session();
    tally.first += first.blocks;
    if (first.kind !== 'regression') continue;
    tally.once += 1;
    const second = session();
    tally.second += second.blocks;
    tally.twice += Number(second.kind === 'regression');
  }
  return [
    name,
    change === 0 ? 'none' : `+${100 * change} %${change === 0.05 ? ' (the margin)' : ''}`,
    percent(tally.once / RUNS),
    percent(tally.twice / RUNS),
    percent((tally.once - tally.twice) / RUNS),
    (tally.first / RUNS).toFixed(1),
    (tally.second / RUNS).toFixed(1),
  ];
}

printMachine(`A second session, simulated, ${RUNS} runs a row`);
printTable(
  [
    'between sessions',
    'change',
    'one session: fails',
    'confirmed: fails',
    'not confirmed',
    'blocks of the first',
    'more blocks a run',
  ],
  DRIFTS.flatMap((drift) => CHANGES.map((change) => rowOf(drift, change))),
);
