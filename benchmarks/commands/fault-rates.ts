/**
 * How often the rule for product faults errs and what it finds, beside the rule before it: more faults of a code than
 * the baseline has, by number. Simulated launches that crash or run, seeded.
 */
import { faultCounts, faultRates, productFaultsOf } from '#harness/compare/fault-rates.ts';
import type { Launch } from '#harness/domain/launch.ts';
import { judgeFaults } from '#harness/gate/faults.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { type FaultSimulation, simulateFaults } from '#harness/lab/self-test/simulate-faults.ts';
import { chanceOf, largestSize, testsOf } from '#benchmarks/rules/fault-tests.ts';
import { percent, printMachine, printTable, ratePercent, write } from '#benchmarks/print/print.ts';
import { comparedArms } from '#harness/compare/launches/compared-arms.ts';

const RUNS = Number(process.argv[2] ?? 2000);
const LAUNCHES = 25;
const STORED = 200;
const RATES = [0.01, 0.02, 0.05, 0.1];
const CODES = ['CRASH', 'HANG', 'JETSAM'];
/** Faults in a row after which the harness gave any build up under the rule before. */
const ROW_BEFORE = 3;

type Setting = Pick<FaultSimulation, 'phones' | 'rates'> & Partial<FaultSimulation>;
type Verdict = 'fail' | 'block' | 'doubt' | 'pass';

function simulated(setting: Setting, seed: number): ReturnType<typeof simulateFaults> {
  return simulateFaults({ launches: LAUNCHES, codes: ['CRASH'], storedLaunches: null, ...setting, seed });
}

function verdictNow(setting: Setting, seed: number): Verdict {
  const { run, baselineRun } = simulated(setting, seed);
  const arms = comparedArms(run, baselineRun, []);
  const { baseline } = arms;
  if (baseline === null) throw new Error('no baseline');
  const { fails, blocks, doubts } = judgeFaults({
    devices: run.devices,
    baseline: { build: baseline.build, runId: baseline.runId, design: baseline.design },
    productFaults: productFaultsOf(arms),
    faultCounts: faultCounts(run, arms),
    faultRates: faultRates(arms),
  });
  return fails.length > 0 ? 'fail' : blocks.length > 0 ? 'block' : doubts.length > 0 ? 'doubt' : 'pass';
}

function verdictBefore(setting: Setting, seed: number): Verdict {
  const isSpared = (launches: readonly Launch[]): boolean =>
    launches.length >= ROW_BEFORE && launches.slice(-ROW_BEFORE).every(({ outcome }) => outcome.kind === 'failed');
  const { run, baselineRun } = simulated({ ...setting, isSpared }, seed);
  const count = (launches: readonly Launch[], arm: string, code: string): number =>
    launches.filter(({ slot, outcome }) => slot.arm === arm && outcome.kind === 'failed' && outcome.fault.code === code)
      .length;
  const doesFail = CODES.some((code) => {
    const before =
      baselineRun === null ? count(run.launches, 'baseline', code) : count(baselineRun.launches, 'candidate', code);
    return count(run.launches, 'candidate', code) > before;
  });
  return doesFail ? 'fail' : 'pass';
}

/** In how many runs a rule says one of these. */
function shareOf(rule: typeof verdictNow, setting: Setting, verdicts: readonly Verdict[]): string {
  let hits = 0;
  for (let seed = 0; seed < RUNS; seed += 1) if (verdicts.includes(rule(setting, seed))) hits += 1;
  return ratePercent(rateOf(hits, RUNS));
}

const alike = (rate: number): FaultSimulation['rates'] => ({ baseline: rate, candidate: rate });

printMachine(`Product faults, simulated, ${RUNS} runs a figure, ${LAUNCHES} launches an arm on each phone`);

write('\nA build against itself: runs that fail\n\n');
printTable(
  ['phones', 'crash rate', 'before', 'before, three codes', 'now', 'now: a doubt'],
  [1, 2, 8].flatMap((phones) =>
    RATES.map((rate) => {
      const setting = { phones, rates: alike(rate) };
      return [
        String(phones),
        percent(rate),
        shareOf(verdictBefore, setting, ['fail']),
        shareOf(verdictBefore, { ...setting, codes: CODES }, ['fail']),
        shareOf(verdictNow, { ...setting, codes: CODES }, ['fail']),
        shareOf(verdictNow, { ...setting, codes: CODES }, ['block', 'doubt']),
      ];
    }),
  ),
);

write('\nA build that crashes more often, one phone: runs that fail\n\n');
printTable(
  ['crash rate before', 'after', 'baseline launches', 'before', 'now', 'now: a doubt'],
  [
    [0, 0.1],
    [0, 0.2],
    [0.02, 0.1],
    [0.05, 0.2],
  ].flatMap(([baseline = 0, candidate = 0]) =>
    [null, STORED].map((storedLaunches) => {
      const setting = { phones: 1, rates: { baseline, candidate }, storedLaunches };
      return [
        percent(baseline),
        percent(candidate),
        storedLaunches === null ? `${LAUNCHES} beside it` : `${storedLaunches} stored`,
        shareOf(verdictBefore, setting, ['fail']),
        shareOf(verdictNow, setting, ['fail']),
        shareOf(verdictNow, setting, ['block', 'doubt']),
      ];
    }),
  ),
);

write(
  '\nA build that crashes at every launch: runs in which it is missed, and runs that neither build could be measured in\n\n',
);
printTable(
  ['phones', 'crash rate of the baseline', 'before: passes', 'now: passes', 'now: blocked'],
  [1, 8].flatMap((phones) =>
    [0.05, 0.1].map((baseline) => {
      const setting = { phones, rates: { baseline, candidate: 1 } };
      return [
        String(phones),
        percent(baseline),
        shareOf(verdictBefore, setting, ['pass']),
        shareOf(verdictNow, setting, ['doubt', 'pass']),
        shareOf(verdictNow, setting, ['block']),
      ];
    }),
  ),
);

write('\nThe test, worked out exactly: how often it errs at a crash rate of both builds, and what it finds\n\n');
printTable(
  ['launches', 'test', 'errs at 1 %', '2 %', '5 %', '10 %', 'at most', 'finds 0 → 10 %', '0 → 20 %', '5 → 20 %'],
  [
    [LAUNCHES, LAUNCHES],
    [LAUNCHES, STORED],
    [STORED, STORED],
  ].flatMap(([launches = 0, stored = 0]) =>
    testsOf(launches, stored).map((test) => [
      `${launches} against ${stored}`,
      test.name,
      ...RATES.map((rate) => percent(chanceOf(test, launches, stored, rate, rate))),
      percent(largestSize(test, launches, stored)),
      ...[
        [0.1, 0],
        [0.2, 0],
        [0.2, 0.05],
      ].map(([rate = 0, before = 0]) => percent(chanceOf(test, launches, stored, rate, before))),
    ]),
  ),
);

write('\nChance that a build is given up on one phone by luck, worked out exactly\n\n');
printTable(
  ['crash rate', `${ROW_BEFORE} in a row, before`, 'the first 4', `5 in a row among ${LAUNCHES}`],
  RATES.map((rate) => [
    percent(rate),
    ...[chanceOfRow(ROW_BEFORE, rate), rate ** 4, chanceOfRow(5, rate)].map(
      (chance) => `${(100 * chance).toFixed(3)} %`,
    ),
  ]),
);

/** The chance of so many faults in a row somewhere among the launches, from the chances of each row that they may end with. */
function chanceOfRow(length: number, rate: number): number {
  let rows = [1, ...Array.from({ length: length - 1 }, () => 0)];
  let sum = 0;
  for (let launch = 0; launch < LAUNCHES; launch += 1) {
    sum += (rows.at(-1) ?? 0) * rate;
    const none = rows.reduce((total, chance) => total + chance, 0) * (1 - rate);
    rows = [none, ...rows.slice(0, -1).map((chance) => chance * rate)];
  }
  return sum;
}
