import { assess } from '#harness/compare/assess.ts';
import { MS_PER_MINUTE } from '#harness/compare/minutes.ts';
import { stoppingRule } from '#harness/compare/stopping.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Run } from '#harness/domain/run.ts';
import { decide, POLICIES } from '#harness/gate/decide.ts';
import { CALM } from '#harness/simulate/conditions.ts';
import { inject } from '#harness/simulate/inject.ts';
import { SIMULATED_PHONE, simulateRun } from '#harness/simulate/simulate-run.ts';
import { stopEarly } from '#harness/simulate/stop-early.ts';
import release from '#suites/release.suite.ts';
import { percent, printTable, write } from './print.ts';
import { noisyProfile, withOneQuestion } from './stopped-runs.ts';

const ACCEPTING: Policy = { ...POLICIES.release, virtual: 'accept' };

/** Prints what a run of the release suite comes to on so many phones of a model, by either way to stop. */
export function printFleetRuns(counts: readonly number[], runs: number): void {
  write(
    `\nWhole runs of suite release under release, simulated, ${runs} a row; minutes are those of one simulated phone:\n`,
  );
  printTable(
    [
      'phones',
      'change',
      'by themselves: passes',
      'fails',
      'minutes a phone',
      'together: passes',
      'fails',
      'minutes a phone',
    ],
    counts.flatMap((phones) => [0, 0.1].map((change) => rowOf(phones, change, runs))),
  );
}

function rowOf(phones: number, change: number, runs: number): readonly string[] {
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
    const run =
      change === 0
        ? steady
        : inject(steady, { change: { kind: 'slowStage', stage: 'visionEncode' }, size: change }, seed);
    judge(run, stopEarly(run, stoppingRule(run)), ways.together);
    // Phones of models of their own stop by themselves.
    const apart = { ...run, devices: run.devices.map((device) => ({ ...device, model: device.id })) };
    judge(run, stopEarly(apart, stoppingRule(apart)), ways.themselves);
  }
  const cells = ({ passed, failed, ms }: Tally): readonly string[] => [
    percent(passed / runs),
    percent(failed / runs),
    (ms / runs / phones / MS_PER_MINUTE).toFixed(1),
  ];
  const name = change === 0 ? 'none' : `encoder +${percent(change)}`;
  return [String(phones), name, ...cells(ways.themselves), ...cells(ways.together)];
}

type Tally = { passed: number; failed: number; ms: number };

function tally(): Tally {
  return { passed: 0, failed: 0, ms: 0 };
}

/** The phones are of one model again when they are judged. */
function judge({ devices }: Run, measured: Run, into: Tally): void {
  const { kind } = decide(assess({ run: { ...measured, devices }, baselineRun: null, seed: measured.seed }), ACCEPTING);
  into.passed += Number(kind === 'pass');
  into.failed += Number(kind === 'fail');
  into.ms += measured.launches.reduce((sum, { timing }) => sum + timing.totalMs, 0);
}

function phone(index: number): Device {
  return { ...SIMULATED_PHONE, id: `phone-${index}`, label: `Phone ${index}` };
}
