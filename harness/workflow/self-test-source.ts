import type { Calibration } from '#harness/domain/calibration.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { calibratedPhone } from '#harness/lab/self-test/calibrated-phone.ts';
import { ASSUMED_PROFILE } from '#harness/lab/self-test/profile.ts';
import { poolOf, redraw } from '#harness/lab/self-test/redraw.ts';
import { type Scenario, scenariosOf } from '#harness/lab/self-test/scenarios.ts';
import type { SelfTest } from '#harness/lab/self-test/self-test.ts';
import { SIMULATED_PHONE, type SimulatedPhone, simulateRun } from '#harness/lab/self-test/simulate-run.ts';
import { createRandom } from '#harness/stats/random.ts';
import { storeOption } from './bench-folder.ts';
import { chooseSuite } from './choose.ts';
import { findRun } from './find-run.ts';
import { withStoreAtHand } from './with-store.ts';
import type { World } from '#harness/cli/world.ts';

export type SourceOptions = {
  readonly suite: string;
  /** A stored run whose launches are drawn again. */
  readonly run?: string;
  /** Calibrated devices to simulate. */
  readonly device?: readonly string[];
  readonly seed: number;
  readonly store: string;
};

/** Where the runs of a self-test come from, and what they can show. */
export type Source = Pick<SelfTest, 'draw'> & {
  /** Says what the launches are, so that nobody takes them for measurements. */
  readonly title: string;
  readonly scenarios: readonly Scenario[];
};

export async function sourceOf(options: SourceOptions, world: World): Promise<Source> {
  const { run, device, seed } = options;
  if (run !== undefined && device !== undefined) {
    throw new BenchError('USAGE', 'A recorded run has its own devices.', { remedy: 'Leave --device out, or --run.' });
  }
  if (run !== undefined) {
    return recorded(
      await withStoreAtHand<Run>(options.store, world, async (store) => findRun(run, store, world.cwd)),
      seed,
    );
  }
  const suite = chooseSuite(await world.suites(), options.suite);
  if (device === undefined) {
    const assumed = [{ device: SIMULATED_PHONE, profile: ASSUMED_PROFILE }];
    return simulated(suite, assumed, 'of a phone whose noise is assumed', seed);
  }
  const phones = await calibratedPhones([...new Set(device)], suite, options.store, world);
  return simulated(suite, phones, `with the noise that was calibrated on ${device.join(', ')}`, seed);
}

function simulated(suite: Suite, phones: readonly SimulatedPhone[], how: string, seed: number): Source {
  return {
    title: `Self-test of the gate, suite ${titleOf(suite)}, on simulated launches ${how}: nothing was measured.`,
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
  file: string,
  world: World,
): Promise<readonly SimulatedPhone[]> {
  const known = await withStoreAtHand(file, world, async (store) => store.calibrations({}));
  const ofSuite = known.filter(({ suiteId, suiteVersion }) => suiteId === suite.id && suiteVersion === suite.version);
  const phones: SimulatedPhone[] = [];
  for (const id of ids) {
    const phone = calibratedPhone(
      ofSuite.filter(({ deviceId }) => deviceId === id),
      suite,
    );
    if (phone === null) throw await whyUncalibrated(id, suite, known, storeOption(file), world);
    phones.push(phone);
  }
  return phones;
}

/** A name that is no phone's is not to be calibrated. */
async function whyUncalibrated(
  id: string,
  suite: Suite,
  known: readonly Calibration[],
  place: string,
  world: World,
): Promise<BenchError> {
  const { drivers } = await world.lab({ devicesFile: null, virtualPhonesFile: null, appiumPort: null });
  const atHand = drivers.flatMap((driver) => driver.devices().map((device) => device.id));
  const calibrated = [...new Set(known.map(({ deviceId }) => deviceId))];
  if ([...atHand, ...calibrated].includes(id)) {
    return new BenchError('UNKNOWN_DEVICE', `There is no calibration of ${id} for suite ${titleOf(suite)}.`, {
      remedy: `Measure a build against itself first: fastvlm-bench calibrate --build app.ipa --suite ${suite.id} --device ${id}${place}`,
    });
  }
  return new BenchError('UNKNOWN_DEVICE', `There is no phone "${id}" here, and no calibration of one.`, {
    remedy:
      calibrated.length === 0
        ? 'Leave --device out, or calibrate one of: fastvlm-bench devices'
        : `Choose one that was calibrated: ${calibrated.join(', ')}`,
  });
}

function recorded(run: Run, seed: number): Source {
  const pool = poolOf(run);
  const how =
    pool.source === 'blocks'
      ? 'drawn again block by block'
      : 'neighbouring launches of one build drawn again as blocks, which differ more than blocks would';
  const provenance = provenanceOf(run.devices);
  return {
    title: `Self-test of the gate, suite ${titleOf(run.suite)}, on the ${provenance} launches of ${run.id}, ${how}.`,
    scenarios: scenariosOf(run.suite, 'recorded'),
    draw: (_conditions, trial) => redraw(pool, createRandom(seed, `trial ${trial}`)),
  };
}

function titleOf({ id, version }: Suite): string {
  return `${id} v${version}`;
}
