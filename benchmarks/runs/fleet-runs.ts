import { assess } from '#harness/compare/assess.ts';
import { MS_PER_MINUTE } from '#harness/compare/launches/minutes.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { CALM } from '#harness/lab/self-test/conditions.ts';
import { inject } from '#harness/lab/self-test/inject.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import { stopEarly } from '#harness/lab/self-test/stop-early.ts';
import release from '#suites/release.suite.ts';
import { percent, printTable, write } from '#benchmarks/print/print.ts';
import { noisyProfile, withOneQuestion } from './stopped-runs.ts';

const ACCEPTING: Policy = { ...POLICIES.release, virtual: 'accept' };

type Change = { readonly name: string; readonly size: number; readonly isOnOnePhone: boolean };

const CHANGES: readonly Change[] = [
  { name: 'none', size: 0, isOnOnePhone: false },
  { name: 'encoder +15 %', size: 0.15, isOnOnePhone: false },
  { name: 'encoder +30 % on one phone', size: 0.3, isOnOnePhone: true },
];

/** Prints what a run of the release suite comes to on so many phones of a model, by either way to stop. */
export function printFleetRuns(counts: readonly number[], runs: number): void {
  write(
    `\nWhole runs of suite release under release, simulated, ${runs} a row; minutes are those of one simulated phone:\n`,
  );
  const columns = ['passes', 'fails', 'names the phone', 'minutes a phone'];
  printTable(
    [
      'phones',
      'change',
      ...columns.map((column) => `by themselves: ${column}`),
      ...columns.map((column) => `together: ${column}`),
    ],
    counts.flatMap((phones) =>
      CHANGES.filter(({ isOnOnePhone }) => phones > 1 || !isOnOnePhone).map((change) => rowOf(phones, change, runs)),
    ),
  );
}

function rowOf(phones: number, change: Change, runs: number): readonly string[] {
  const profile = noisyProfile();
  const suite = withOneQuestion(release);
  const ways = { themselves: tally(), together: tally() };
  for (let seed = 1; seed <= runs; seed += 1) {
    const steady = simulateRun({
      suite,
      phones: Array.from({ length: phones }, (_, index) => ({ device: phone(index), profile })),
      conditions: CALM,
      seed,
    });
    const run = changed(steady, change, seed);
    judge(run, stopEarly(run, stoppingRule(run)), ways.together);
    // Phones of models of their own stop by themselves.
    const apart = { ...run, devices: run.devices.map((device) => ({ ...device, model: device.id })) };
    judge(run, stopEarly(apart, stoppingRule(apart)), ways.themselves);
  }
  const groups = ({ passed, failed, named, ms }: Tally): readonly string[] => [
    percent(passed / runs),
    percent(failed / runs),
    percent(named / runs),
    (ms / runs / phones / MS_PER_MINUTE).toFixed(1),
  ];
  return [String(phones), change.name, ...groups(ways.themselves), ...groups(ways.together)];
}

function changed(steady: Run, { size, isOnOnePhone }: Change, seed: number): Run {
  if (size === 0) return steady;
  const slower = inject(steady, { change: { kind: 'slowStage', stage: 'visionEncode' }, size }, seed);
  if (!isOnOnePhone) return slower;
  const launches = steady.launches.map((launch, index) =>
    launch.deviceId === phone(0).id ? (slower.launches[index] ?? launch) : launch,
  );
  return { ...steady, launches };
}

type Tally = { passed: number; failed: number; named: number; ms: number };

function tally(): Tally {
  return { passed: 0, failed: 0, named: 0, ms: 0 };
}

/** The phones are of one model again when they are judged. */
function judge({ devices }: Run, measured: Run, into: Tally): void {
  const decision = decide(assess({ run: { ...measured, devices }, baselineRun: null, seed: measured.seed }), ACCEPTING);
  into.passed += Number(decision.kind === 'pass');
  into.failed += Number(decision.kind === 'fail');
  into.named += Number(
    [...decision.reasons, ...decision.notes].some((reason) => 'deviceId' in reason && reason.deviceId === phone(0).id),
  );
  into.ms += measured.launches.reduce((sum, { timing }) => sum + timing.totalMs, 0);
}

function phone(index: number): Device {
  return { ...SIMULATED_PHONE, id: `phone-${index}`, label: `Phone ${index}` };
}
