import type { Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { CALM } from '#harness/lab/self-test/conditions.ts';
import { shiftsOf } from '#harness/lab/self-test/expectation.ts';
import { rateOf } from '#harness/lab/self-test/findings.ts';
import { inject, type Injection } from '#harness/lab/self-test/inject.ts';
import { judgeAsGate } from '#harness/lab/self-test/judge.ts';
import { ASSUMED_PROFILE, type Profile, type Quantity } from '#harness/lab/self-test/profile.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import latency from '#suites/latency.suite.ts';
import release from '#suites/release.suite.ts';
import { percent, printTable, ratePercent, write } from '#benchmarks/print/print.ts';

/** What is worse in the candidate; where nothing is beyond its margin, every failure is a false alarm. */
type Harm = { readonly name: string; readonly isTolerable: boolean; readonly changes: readonly Injection[] };

const NONE: Harm = { name: 'none', isTolerable: true, changes: [] };
/** Everything is worse by its margin: no metric is beyond its own, and as many as possible are at it. */
const AT_MARGIN: Harm = {
  name: 'at the margins',
  isTolerable: true,
  changes: [
    ...(['preprocess', 'visionEncode', 'prefill', 'decode'] as const).map((stage): Injection => ({
      change: { kind: 'slowStage', stage },
      size: 0.05,
    })),
    { change: { kind: 'slowLoad' }, size: 0.1 },
    { change: { kind: 'ballast' }, size: 20e6 },
    { change: { kind: 'moreEnergy' }, size: 0.08 },
  ],
};
const slowEncoder = (size: number): Harm => ({
  name: `encoder +${percent(size)}`,
  isTolerable: false,
  changes: [{ change: { kind: 'slowStage', stage: 'visionEncode' }, size }],
});
const MORE_ENERGY: Harm = {
  name: `energy +${percent(0.2)}`,
  isTolerable: false,
  changes: [{ change: { kind: 'moreEnergy' }, size: 0.2 }],
};

const SUITES: readonly { readonly suite: Suite; readonly harms: readonly Harm[] }[] = [
  { suite: latency, harms: [NONE, AT_MARGIN, slowEncoder(0.075), slowEncoder(0.1), slowEncoder(0.15)] },
  { suite: release, harms: [NONE, AT_MARGIN, slowEncoder(0.1), slowEncoder(0.15), MORE_ENERGY] },
];

/** Standard deviation of a block's log ratio. */
const SIGMA = 0.04;
const ROUNDING = 0.01;

/**
 * Prints what becomes of runs under `pr` that end when their gate is certain to fail, beside the same runs without that
 * rule. A launch asks one question, because only launches count.
 */
export function printStoppedRuns(runs: number): void {
  for (const { suite, harms } of SUITES) {
    const phones = [{ device: SIMULATED_PHONE, profile: noisyProfile() }];
    const draw = (seed: number): Run => simulateRun({ suite: withOneQuestion(suite), phones, conditions: CALM, seed });
    write(`\nWhole runs of suite ${suite.id} under pr, ${runs} of each change, sigma ${percent(SIGMA)}:\n`);
    printTable(
      ['change', 'fails, ending early', 'fails, whole', 'only early', 'blocks, ending early', 'blocks, whole'],
      harms.map((harm) => rowOf(harm, draw, runs)),
    );
  }
}

function rowOf({ name, isTolerable, changes }: Harm, draw: (seed: number) => Run, runs: number): readonly string[] {
  const judge = judgeAsGate(POLICIES.pr);
  const sum = { early: 0, whole: 0, onlyEarly: 0, blocks: 0, wholeBlocks: 0 };
  for (let seed = 1; seed <= runs; seed += 1) {
    const unchanged = draw(seed);
    const run = changes.reduce((harmed, change) => inject(harmed, change, seed), unchanged);
    if (seed === 1) requireTolerable(isTolerable, unchanged, run);
    const { decision, blocks, whole } = judge(run, seed, () => run);
    if (whole === null) throw new Error('the policy ends no run early');
    const [fails, failsWhole] = [decision.kind === 'fail', whole.decision.kind === 'fail'];
    sum.early += Number(fails);
    sum.whole += Number(failsWhole);
    sum.onlyEarly += Number(fails && !failsWhole);
    sum.blocks += blocks;
    sum.wholeBlocks += whole.blocks;
  }
  return [
    name,
    ratePercent(rateOf(sum.early, runs)),
    ratePercent(rateOf(sum.whole, runs)),
    String(sum.onlyEarly),
    (sum.blocks / runs).toFixed(1),
    (sum.wholeBlocks / runs).toFixed(1),
  ];
}

/** Throws where a change is called tolerable and is not, or the reverse: its failures would be counted wrongly. */
function requireTolerable(isTolerable: boolean, unchanged: Run, run: Run): void {
  const beyond = shiftsOf(unchanged, run).filter(({ margins }) => margins > 1 + ROUNDING);
  if (isTolerable !== (beyond.length === 0)) throw new Error(`beyond the margin: ${JSON.stringify(beyond)}`);
}

/** Times and energy vary from launch to launch so that a block varies by SIGMA; memory varies as the self-test assumes. */
export function noisyProfile(): Profile {
  const spread = { session: 0, block: 0, launch: SIGMA / Math.SQRT2, iteration: 0 };
  const noisy = ({ level }: Quantity): Quantity => ({ level, spread });
  const { preprocess, visionEncode, prefill, interTokenP50, modelLoadCold, modelLoadWarm, energyPerAnswer, ...memory } =
    ASSUMED_PROFILE.quantities;
  const quantities = {
    ...memory,
    preprocess: noisy(preprocess),
    visionEncode: noisy(visionEncode),
    prefill: noisy(prefill),
    interTokenP50: noisy(interTokenP50),
    modelLoadCold: noisy(modelLoadCold),
    modelLoadWarm: noisy(modelLoadWarm),
    energyPerAnswer: noisy(energyPerAnswer),
  };
  return { ...ASSUMED_PROFILE, quantities };
}

export function withOneQuestion(suite: Suite): Suite {
  const passes = suite.passes.map((pass) => ({
    ...pass,
    protocol: { ...pass.protocol, iterationsPerLaunch: 1, warmupIterations: 0 },
  }));
  return { ...suite, passes };
}
