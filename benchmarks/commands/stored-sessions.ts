/**
 * How often the interval of a stored comparison holds "no change" when nothing was changed, by how far sessions of a phone
 * lie apart and by how many are stored, and how wide it is. Simulated: 8 launches a session that vary by 2 %. Seeded.
 */
import { compareStored } from '#harness/compare/change/stored.ts';
import type { Margin } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { percent, printMachine, printTable } from '#benchmarks/print/print.ts';

const TRIALS = Number(process.argv[2] ?? 4000);
const LAUNCHES = 8;
const LAUNCH_SD = 0.02;
const MARGIN: Margin = { metric: 'timeToFirstToken', percent: 10, absolute: null, severity: 'block' };

type Session = Parameters<typeof compareStored>[2];

function rowOf(sd: number, stored: number): readonly string[] {
  const normal = standardNormal(createRandom(1, `${sd}`));
  const session = (): Session => {
    const level = 100 * Math.exp(sd * normal());
    return Array.from({ length: LAUNCHES }, (_, index) => ({
      block: index,
      index,
      value: level * Math.exp(LAUNCH_SD * normal()),
    }));
  };
  const counts = { held: 0, width: 0, passed: 0 };
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const [candidate, ...sessions] = [session(), session(), session(), session(), session()];
    const { change, verdict } = compareStored(MARGIN, sessions.slice(0, stored), candidate ?? [], null);
    if (change === null) continue;
    if (change.low <= 0 && change.high >= 0) counts.held += 1;
    counts.width += (change.high - change.low) / 2;
    if (verdict.kind !== 'inconclusive' && verdict.kind !== 'regression') counts.passed += 1;
  }
  return [
    percent(sd),
    stored === 1 ? 'one, 8 % at either end' : String(stored),
    percent(counts.held / TRIALS),
    `± ${percent(counts.width / TRIALS)}`,
    percent(counts.passed / TRIALS),
  ];
}

printMachine(`Stored sessions, simulated, ${TRIALS} comparisons a row`);
printTable(
  ['sessions vary by', 'stored', 'interval holds no change', 'it reaches', 'passes a margin of 10 %'],
  [0.005, 0.01, 0.02, 0.04, 0.08].flatMap((sd) => [1, 2, 3, 4].map((stored) => rowOf(sd, stored))),
);
