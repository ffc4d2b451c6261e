import { givenUpAfter } from '#harness/domain/count-slots.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { measuredBeside, NO_REFERENCE } from '#harness/domain/reference.ts';
import { type Run, RUN_SCHEMA_VERSION } from '#harness/domain/run.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { createRandom } from '#harness/stats/random.ts';
import { SIMULATED_BUILDS } from './simulated-builds.ts';
import { SIMULATED_PHONE } from './simulate-run.ts';

/** Runs in which apps fail at known rates and nothing else is measured. */
export type FaultSimulation = {
  readonly phones: number;
  /** Launches of an arm on each phone, all in one pass. */
  readonly launches: number;
  /** The share of launches that fail, 0 to 1. */
  readonly rates: Readonly<Record<Arm, number>>;
  /** The kinds of fault, each as frequent as the others. */
  readonly codes: readonly string[];
  /** Launches of a stored baseline, in the place of one that is measured beside the candidate; null for that. */
  readonly storedLaunches: number | null;
  /** Whether an arm is not launched again after such launches on a phone; left out, as the harness decides it. */
  readonly isSpared?: (launches: readonly Launch[]) => boolean;
  /** The same seed gives the same runs. */
  readonly seed: number;
};

/** A run and its stored baseline, if it has one. */
export function simulateFaults(simulation: FaultSimulation): { readonly run: Run; readonly baselineRun: Run | null } {
  const { launches, storedLaunches, rates } = simulation;
  if (storedLaunches === null) return { run: runOf(simulation, ['baseline', 'candidate']), baselineRun: null };
  const stored = {
    ...simulation,
    launches: storedLaunches,
    rates: { ...rates, candidate: rates.baseline },
    seed: -1 - simulation.seed,
  };
  return {
    run: { ...runOf({ ...simulation, launches }, ['candidate']), reference: { kind: 'stored', runId: 'stored' } },
    baselineRun: { ...runOf(stored, ['candidate']), id: 'stored', candidate: SIMULATED_BUILDS.baseline },
  };
}

function runOf(simulation: FaultSimulation, arms: readonly Arm[]): Run {
  const suite = suiteOf(simulation.launches);
  const devices = Array.from({ length: simulation.phones }, (_, index) => ({
    ...SIMULATED_PHONE,
    id: `phone ${index}`,
  }));
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    id: 'simulated faults',
    startedAt: MOMENT,
    endedAt: MOMENT,
    seed: simulation.seed,
    suite,
    candidate: SIMULATED_BUILDS.candidate,
    reference: arms.includes('baseline') ? measuredBeside(SIMULATED_BUILDS.baseline) : NO_REFERENCE,
    devices,
    questions: [],
    datasets: [],
    environments: [],
    launches: devices.flatMap(({ id }) => arms.flatMap((arm) => launchesOf(id, arm, arms.length, simulation))),
    isComplete: true,
  };
}

function launchesOf(
  deviceId: string,
  arm: Arm,
  arms: number,
  { launches, rates, codes, seed, isSpared = (own) => givenUpAfter(own) > 0 }: FaultSimulation,
): readonly Launch[] {
  const random = createRandom(seed, `${deviceId}/${arm}`);
  const made: Launch[] = [];
  for (let block = 0; block < launches; block += 1) {
    const doesFail = random.next() < rates[arm];
    const code = codes[Math.floor(random.next() * codes.length)] ?? 'CRASH';
    const index = arms * block + (arms > 1 && arm === 'candidate' ? 1 : 0);
    made.push({
      deviceId,
      slot: { index, pass: PASS.id, block, arm, discard: false },
      attempt: 1,
      buildId: SIMULATED_BUILDS[arm].id,
      nonce: `${deviceId}-${index}`,
      startedAt: MOMENT,
      before: null,
      after: null,
      fingerprint: null,
      timing: { installMs: 0, appMs: 0, totalMs: 0 },
      outcome: doesFail ? faultOf(code) : NOTHING_MEASURED,
    });
    if (doesFail && isSpared(made)) break;
  }
  return made;
}

function faultOf(code: string): Outcome {
  return { kind: 'failed', fault: { kind: 'product', code, message: 'Simulated.' } };
}

const MOMENT = '2000-01-01T00:00:00.000Z';

const NOTHING_MEASURED: Measured = {
  kind: 'measured',
  loads: [],
  unloads: [],
  iterations: [],
  footprints: [],
  peakFootprintBytes: 0,
  cpuTimeMs: null,
  energy: null,
};

/** A pass of which nothing is compared. */
const PASS: Pass = {
  id: 'faults',
  workload: {
    id: 'none',
    model: 'none',
    dataset: 'none',
    subset: 'none',
    promptTemplate: '',
    imageSizePx: null,
    maxOutputTokens: 0,
  },
  protocol: {
    blocks: 0,
    looks: [],
    fewestToPass: 0,
    discardFirstLaunch: false,
    warmupIterations: 0,
    iterationsPerLaunch: 0,
    cycles: 1,
    footprintIntervalMs: null,
    energyRefreshes: null,
    launchTimeoutMs: 0,
    readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 0, timeoutMs: 0 },
  },
  metrics: [],
};

function suiteOf(blocks: number): Suite {
  const passes = [{ ...PASS, protocol: { ...PASS.protocol, blocks } }];
  return { id: 'faults', version: 1, title: 'Faults', passes, margins: [] };
}
