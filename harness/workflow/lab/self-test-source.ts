import type { Calibration } from '#harness/domain/calibration.ts';
import type { Policy } from '#harness/domain/decision.ts';
import type { Provenance } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { suiteUnder, under } from '#harness/gate/suite-under.ts';
import { calibratedPhone } from '#harness/lab/self-test/calibrated-phone.ts';
import { ASSUMED_PROFILE } from '#harness/lab/self-test/profile.ts';
import { poolOf, redraw } from '#harness/lab/self-test/redraw.ts';
import { type Scenario, scenariosOf } from '#harness/lab/self-test/scenarios.ts';
import type { SelfTest } from '#harness/lab/self-test/self-test.ts';
import { SIMULATED_PHONE, type SimulatedPhone, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { refuseInapplicable, refuseUndecidable } from '#harness/workflow/run/applicable-devices.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { calibrateCommand, LIST_DEVICES } from '#harness/text/commands.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import { chooseSuite } from '#harness/workflow/choose.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';

export type SelfTestRequest = Pick<Places, 'home' | 'store'> & {
  readonly suite: string;
  /** A stored run whose launches are drawn again. */
  readonly run?: RunReference;
  /** Calibrated devices to simulate. */
  readonly devices?: readonly string[];
  readonly seed: number;
};

/** What the launches of a self-test are: none of them was measured for it. */
export type LaunchOrigin =
  /** Simulated, of a phone whose noise is assumed. */
  | { readonly kind: 'assumed' }
  /** Simulated, with the noise that was calibrated on these devices. */
  | { readonly kind: 'calibrated'; readonly devices: readonly string[] }
  /** Those of a stored run, drawn again: whole blocks, or neighbouring launches of one build as blocks. */
  | {
      readonly kind: 'recorded';
      readonly runId: string;
      readonly provenance: Provenance;
      readonly source: 'blocks' | 'neighbours';
    };

/** Where the runs of a self-test come from, and what they can show. */
export type Source = Pick<SelfTest, 'draw'> & {
  readonly suite: Suite;
  readonly origin: LaunchOrigin;
  readonly scenarios: readonly Scenario[];
};

/**
 * Launches of runs that are planned and judged under a policy. Throws USAGE where nothing decides under it: such a gate fails no build
 * for what it measures and passes none, and a self-test would have nothing against it.
 */
export async function selfTestSource(
  request: SelfTestRequest,
  policy: Policy,
  host: Host,
  caller: Pick<Caller, 'storeOption'> = {},
): Promise<Source> {
  const { run, devices, seed } = request;
  if (run !== undefined && devices !== undefined) {
    throw new BenchError('USAGE', 'A recorded run has its own devices.', { remedy: 'Leave --device out, or --run.' });
  }
  if (run !== undefined) {
    const found = await withStoreAtHand<Run>(request, host, async (store) => findRun(run, store));
    refuseUndecidable(found.suite, found.devices, policy);
    return recorded(under(policy, found), seed);
  }
  const suite = suiteUnder(chooseSuite(await host.suites(), request.suite), policy);
  if (devices === undefined) {
    refuseUndecidable(suite, [SIMULATED_PHONE], policy);
    const assumed = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
    return simulated(suite, assumed, { kind: 'assumed' }, seed);
  }
  const phones = await calibratedPhones([...new Set(devices)], suite, policy, request, host, caller);
  return simulated(suite, phones, { kind: 'calibrated', devices }, seed);
}

function simulated(suite: Suite, phones: readonly SimulatedPhone[], origin: LaunchOrigin, seed: number): Source {
  return {
    suite,
    origin,
    scenarios: scenariosOf(suite, 'simulated'),
    draw: (conditions, trial) => {
      // A stream for each kind of conditions: rates over several of them rest on independent runs.
      const stream = `trial ${trial} ${JSON.stringify(conditions)}`;
      const ownSeed = Math.floor(createRandom(seed, stream).next() * 2 ** 32);
      return simulateRun({ suite, phones, conditions, seed: ownSeed });
    },
  };
}

async function calibratedPhones(
  ids: readonly string[],
  suite: Suite,
  policy: Policy,
  request: SelfTestRequest,
  host: Host,
  caller: Pick<Caller, 'storeOption'>,
): Promise<readonly SimulatedPhone[]> {
  const known = await withStoreAtHand(request, host, async (store) => store.calibrations({}));
  const ofSuite = known.filter(({ suiteId, suiteVersion }) => suiteId === suite.id && suiteVersion === suite.version);
  const phones: SimulatedPhone[] = [];
  for (const id of ids) {
    const phone = calibratedPhone(
      ofSuite.filter(({ deviceId }) => deviceId === id),
      suite,
    );
    if (phone === null) throw await whyUncalibrated(id, suite, policy, known, storeOption(request, caller), host);
    refuseUndecidable(suite, [phone.device], policy);
    phones.push(phone);
  }
  return phones;
}

/** A name that is no phone's is not to be calibrated. */
async function whyUncalibrated(
  id: string,
  suite: Suite,
  policy: Policy,
  known: readonly Calibration[],
  inStore: string,
  host: Host,
): Promise<BenchError> {
  const { drivers } = await host.lab({});
  const atHand = drivers.flatMap((driver) => driver.devices()).filter((device) => device.id === id);
  const calibrated = [...new Set(known.map(({ deviceId }) => deviceId))];
  if (atHand.length > 0) {
    refuseInapplicable(suite, atHand, await host.suites());
    refuseUndecidable(suite, atHand, policy);
  }
  if (atHand.length > 0 || calibrated.includes(id)) {
    return new BenchError('UNKNOWN_DEVICE', `There is no calibration of ${id} for suite ${titleOf(suite)}.`, {
      remedy: `Measure a build against itself first: ${calibrateCommand(suite.id, [id], inStore)}`,
    });
  }
  return new BenchError('UNKNOWN_DEVICE', `There is no phone "${id}" here, and no calibration of one.`, {
    remedy:
      calibrated.length === 0
        ? `Leave --device out, or calibrate one of: ${LIST_DEVICES}`
        : `Choose one that was calibrated: ${calibrated.join(', ')}`,
  });
}

function recorded(run: Run, seed: number): Source {
  const pool = poolOf(run);
  return {
    suite: run.suite,
    origin: { kind: 'recorded', runId: run.id, provenance: provenanceOf(run.devices), source: pool.source },
    scenarios: scenariosOf(run.suite, 'recorded'),
    draw: (_conditions, trial) => redraw(pool, createRandom(seed, `trial ${trial}`)),
  };
}

function titleOf({ id, version }: Suite): string {
  return `${id} v${version}`;
}
