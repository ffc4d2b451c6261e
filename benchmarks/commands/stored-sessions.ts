/**
 * How often the interval of a stored comparison holds "no change" when nothing was changed, by how far sessions of a phone
 * lie apart and by how many are stored, and how wide it is; then the same where some sessions are the first after idle, and
 * faster, without and with the rule that compares only sessions of one kind. Simulated: 8 launches a session that vary by 2 %.
 * Seeded. Usage: stored-sessions.ts [comparisons a row]
 */
import { compareStored } from '#harness/compare/change/stored.ts';
import { alikeSessions } from '#harness/compare/comparability/idle-sessions.ts';
import { isPassing } from '#harness/domain/deciding.ts';
import type { Margin } from '#harness/domain/suite.ts';
import type { Random } from '#harness/ports/time.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { percent, printMachine, printTable, write } from '#benchmarks/print/print.ts';

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
    const { change, verdict } = compareStored(MARGIN, sessions.slice(0, stored), candidate ?? []);
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

/** First sessions after idle have been seen 6 to 8 % faster. */
const FASTER = Math.log(1 / 1.07);
const HOUR_MS = 3_600_000;

/** Whether each session was the first after idle: the candidate's, then the stored ones, that of the baseline first. */
type Kinds = { readonly name: string; readonly draw: (random: Random) => readonly boolean[] };

const KINDS: readonly Kinds[] = [
  { name: 'all after idle', draw: () => [true, true, true, true, true] },
  { name: 'none', draw: () => [false, false, false, false, false] },
  { name: 'the candidate’s alone', draw: () => [true, false, false, false, false] },
  { name: 'the baseline’s alone', draw: () => [false, true, false, false, false] },
  { name: 'all but the candidate’s', draw: () => [false, true, true, true, true] },
  { name: 'each by chance', draw: (random) => Array.from({ length: 5 }, () => random.next() < 0.5) },
];

function idleRow(sd: number, { name, draw }: Kinds): readonly string[] {
  const random = createRandom(1, `${name} ${sd}`);
  const normal = standardNormal(random);
  const session = (isAfterIdle: boolean): Session => {
    const level = 100 * Math.exp(sd * normal() + (isAfterIdle ? FASTER : 0));
    return Array.from({ length: LAUNCHES }, (_, index) => ({
      block: index,
      index,
      value: level * Math.exp(LAUNCH_SD * normal()),
    }));
  };
  const none = { held: 0, width: 0, passed: 0, regressed: 0 };
  const [before, now] = [{ ...none }, { ...none }];
  for (let trial = 0; trial < TRIALS; trial += 1) {
    const [isOwn = false, ...others] = draw(random);
    const candidate = session(isOwn);
    const stored = others.map((isIdle) => ({ idleMs: isIdle ? 24 * HOUR_MS : 0, session: session(isIdle) }));
    const all = stored.map((one) => one.session);
    const { used, isUnlike } = alikeSessions(isOwn ? 24 * HOUR_MS : 0, stored);
    for (const [tally, judgement] of [
      [before, compareStored(MARGIN, all, candidate)],
      [now, compareStored(MARGIN, used, candidate, { isUnlike })],
    ] as const) {
      const { change, verdict } = judgement;
      if (change === null) continue;
      tally.held += Number(change.low <= 0 && change.high >= 0);
      tally.width += (change.high - change.low) / 2;
      tally.passed += Number(isPassing(verdict));
      tally.regressed += Number(verdict.kind === 'regression');
    }
  }
  const texts = ({ held, width, passed, regressed }: typeof none): readonly string[] => [
    percent(held / TRIALS),
    `± ${percent(width / TRIALS)}`,
    percent(passed / TRIALS),
    percent(regressed / TRIALS),
  ];
  return [percent(sd), name, ...texts(before), ...texts(now)];
}

write('\nFour stored sessions, some the first after idle and 7 % faster (assumed):\n');
printTable(
  [
    'sessions vary by',
    'first after idle',
    ...['all used', 'one kind'].flatMap((rule) => [`${rule}: holds no change`, 'reaches', 'passes 10 %', 'regression']),
  ],
  [0.01, 0.02, 0.04].flatMap((sd) => KINDS.map((kinds) => idleRow(sd, kinds))),
);
