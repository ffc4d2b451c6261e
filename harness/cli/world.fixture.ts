/** A world for commands: phones in memory whose noise is known, a clock on which nothing waits, a store on disk. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { aBuild, aDevice, aMeasured, anIteration, LOST } from '#harness/compare/run.fixture.ts';
import type { Build } from '#harness/domain/build.ts';
import { type Capabilities, FORCED_THERMALS, type ForcedThermal } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import type { PowerReading, SupplyState } from '#harness/domain/power.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { patientClock } from '#harness/measure/in-memory.fixture.ts';
import { dataset } from '#harness/measure/scripted-device.fixture.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { DatasetLibrary } from '#harness/ports/dataset.ts';
import type { DeviceDriver, LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import { aReleasePlan } from '#harness/release/plan.fixture.ts';
import { createRandom } from '#harness/stats/random.ts';
import { standardNormal } from '#harness/stats/distributions/standard-normal.ts';
import { launchValuesOf } from '#harness/compare/launches/launch-values.ts';
import { openStore } from '#harness/store/open-store.ts';
import { main } from './main.ts';
import type { World } from './world.ts';

export type Ended = { readonly code: number; readonly out: string; readonly err: string };

export type Commands = {
  readonly folder: string;
  /** Runs a command line; what it printed, and how it ended. */
  readonly bench: (...argv: readonly string[]) => Promise<Ended>;
  /** The same in another working folder, which is named from this one. */
  readonly benchIn: (cwd: string, ...argv: readonly string[]) => Promise<Ended>;
  /** Phones that were opened, launches that were made; the iOS of all phones, which may be changed. */
  readonly seen: {
    opened: number;
    closed: number;
    launches: number;
    claimed: string | null;
    osVersion: string;
    supply: SupplyState;
  };
  /** Moves a build that was never made: what was found by one name is found by another. */
  readonly moveBuild: (from: string, to: string) => void;
  readonly close: () => void;
};

export type Scene = {
  /** A folder that is there already, and stays; one that is made and removed where it is left out. */
  readonly folder?: string;
  /** What the clock shows at first, in ms after the beginning of 2026; 0 where it is left out. */
  readonly atMs?: number;
  /** How phones are taken; in memory where it is left out. */
  readonly claim?: DeviceDriver['claim'];
  readonly suites: readonly Suite[];
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * Standard deviation of the logarithm of a launch's times. Small where it is left out: orders are drawn anew in each run,
   * and a chance resemblance of neighbouring blocks must not leave an unchanged build undecided.
   */
  readonly noise?: number;
  /** How much slower a build is than another, by the name of its .ipa. */
  readonly factors?: Readonly<Record<string, number>>;
  /** Builds of which the lab loses every launch, by the name of their .ipa. */
  readonly lost?: readonly string[];
  /** The opening of a phone, counted from 1, after which the lab loses every launch until the next one. */
  readonly lostSession?: number;
  readonly deviceIds?: readonly string[];
  /** What a phone reports otherwise than others, by its id. */
  readonly capabilities?: Readonly<Record<string, Partial<Capabilities>>>;
  /** What the operators of a build take, by the name of its .ipa; the phones cannot count it where this is left out. */
  readonly operators?: Readonly<Record<string, readonly GraphTimes[]>>;
  /** The thermal states that can be forced on the phones, or on each by its id; all where it is left out. */
  readonly forcedThermals?: readonly ForcedThermal[] | ((id: string) => readonly ForcedThermal[]);
  /** None where they are left out. */
  readonly reporters?: World['reporters'];
  /** How far the clock moves each time it is read; it stands still by default. */
  readonly lookMs?: number;
  /** The launch, counted from 1, at which somebody stops the command. */
  readonly stopAt?: number;
  /** What the telemetry of each phone is at a time. */
  readonly power?: (ms: number) => PowerReading;
  /** Where runs are published; nowhere where it is left out. */
  readonly publisher?: World['publisher'];
  /** The reading of the telemetry, counted from 1, at which somebody stops the command. */
  readonly stopAtReading?: number;
};

export function commands(scene: Scene): Commands {
  const folder = scene.folder ?? mkdtempSync(join(tmpdir(), 'fastvlm-bench-commands-'));
  const seen: Commands['seen'] = {
    opened: 0,
    closed: 0,
    launches: 0,
    claimed: null,
    osVersion: '18.1',
    supply: 'battery',
  };
  const moved = new Map<string, string>();
  let stop = new AbortController();
  let looked = 0;
  const clock = patientClock();
  const driver = noisyPhones(scene, seen, clock, () => stop.abort(new Error('stopped')));
  const benchIn: Commands['benchIn'] = async (cwd, ...argv) => {
    let [out, err] = ['', ''];
    stop = new AbortController();
    const world: World = {
      version: '0.1.0',
      cwd: join(folder, cwd),
      environment: scene.environment ?? {},
      git: async () => null,
      terminal: {
        write: (text) => (out += text),
        writeError: (text) => (err += text),
        isInteractive: false,
        columns: null,
      },
      clock: {
        ...clock,
        monotonicMs: () => (looked += scene.lookMs ?? 0) + clock.monotonicMs(),
        now: () => new Date(Date.UTC(2026, 0, 1) + (scene.atMs ?? 0) + clock.monotonicMs()),
      },
      signal: stop.signal,
      machine: 'test',
      node: 'v24',
      suites: async () => scene.suites,
      policies: async () => Object.values(POLICIES),
      releasePlan: async () => aReleasePlan(),
      renderScorecard: async () => [],
      checkEvents: async () => {
        throw new Error('no command here reads events');
      },
      datasets: async () => library(),
      lab: async () => ({
        drivers: [{ ...driver, inspect: async (path) => inspectMoved(path, moved, driver) }],
        areVirtualPhonesListed: false,
      }),
      openStore: async (place, access, onMigrating) => openStore(place, access, launchValuesOf, onMigrating),
      reporters: scene.reporters ?? (async () => []),
      publisher: scene.publisher ?? (async () => Promise.reject(new Error('not part of this test'))),
      summarise: async () => 'summary',
      pageColours: async () => '',
      thumbnail: async () => null,
      samples: async () => ({
        builds: ['reference', 'rebuilt'].map((name) => ({ name, summary: `${name}, as it is`, failsFor: null })),
        pack: async (name, into, bundleId = 'dev.example.app') => {
          mkdirSync(into, { recursive: true });
          writeFileSync(join(into, `${name}.ipa`), `${name} ${bundleId}`);
          return join(into, `${name}.ipa`);
        },
      }),
    };
    const code = await main(argv, world);
    return { code, out, err };
  };
  const bench: Commands['bench'] = async (...argv) => benchIn('.', ...argv);
  const moveBuild: Commands['moveBuild'] = (from, to) => void moved.set(from, to);
  const close = (): void => {
    if (scene.folder === undefined) rmSync(folder, { recursive: true });
  };
  return { folder, bench, benchIn, seen, moveBuild, close };
}

function inUse(ids: readonly string[], by: string): BenchError {
  return new BenchError('DEVICE_UNAVAILABLE', `${ids.join(', ')} is in use by ${by}.`, { remedy: 'Wait.' });
}

async function inspectMoved(path: string, moved: ReadonlyMap<string, string>, driver: DeviceDriver): Promise<Build> {
  const name = basename(path);
  if (moved.has(name)) throw new BenchError('FILE_NOT_FOUND', `There is no file ${path}.`, { remedy: 'Pass a path.' });
  const [from] = [...moved].find(([, to]) => to === name) ?? [name];
  const build = await driver.inspect(from);
  // A build that was written is told from others by its bytes, as every build is.
  return existsSync(path) ? { ...build, id: sha256(path) } : build;
}

const LAUNCH_MS = 30_000;
const INSTALL_MS = 6000;

function noisyPhones(scene: Scene, seen: Commands['seen'], clock: Clock, stop: () => void): DeviceDriver {
  const { noise = 0.001, factors = {}, lost = [], deviceIds = ['one'], operators } = scene;
  let readings = 0;
  const normal = standardNormal(createRandom(1, 'launches'));
  const devices = deviceIds.map((id) => {
    const device = aDevice(id, { provenance: 'virtual' });
    const capabilities = operators === undefined ? {} : ({ operatorTimes: true } as const);
    return { ...device, capabilities: { ...device.capabilities, ...capabilities, ...scene.capabilities?.[id] } };
  });
  const launch = async (request: LaunchRequest, installMs: number): Promise<LaunchReport> => {
    const { build, areOperatorsTimed } = request;
    seen.launches += 1;
    await clock.sleep(installMs + LAUNCH_MS);
    if (seen.launches === scene.stopAt) stop();
    const timing = { installMs, appMs: LAUNCH_MS, totalMs: 0 };
    if (lost.includes(build.label) || seen.opened === scene.lostSession)
      return { outcome: LOST, fingerprint: null, timing, lowPowerMode: false, isSessionLost: false };
    const counted = operators?.[build.label];
    const fault = { kind: 'product', code: 'CRASH', message: 'The app crashed.' } as const;
    if (areOperatorsTimed === true && counted === undefined)
      return {
        outcome: { kind: 'failed', fault },
        fingerprint: null,
        timing,
        lowPowerMode: false,
        isSessionLost: false,
      };
    const factor = (factors[build.label] ?? 1) * Math.exp(noise * normal());
    const visionEncodeMs = 50 * factor;
    return {
      outcome: aMeasured({ iterations: [0, 1, 2, 3].map((index) => anIteration({ visionEncodeMs }, { index })) }),
      fingerprint: null,
      timing,
      lowPowerMode: false,
      isSessionLost: false,
      ...(areOperatorsTimed === true && counted !== undefined ? { operators: counted } : {}),
    };
  };
  const state = {
    at: '',
    thermal: 'nominal',
    batteryPercent: 80,
    charging: false,
    lowPowerMode: false,
    temperatureC: null,
  } as const;
  return {
    devices: () => devices.map((device) => ({ ...device, osVersion: seen.osVersion })),
    inspect: async (path) => aBuild(basename(path, '.ipa')),
    tools: () => ({}),
    claim: (ids, purpose) => {
      if (scene.claim !== undefined) return scene.claim(ids, purpose);
      if (seen.claimed !== null) throw inUse(ids, seen.claimed);
      seen.claimed = purpose;
      return () => (seen.claimed = null);
    },
    open: async (id) => {
      seen.opened += 1;
      const device = devices.find((candidate) => candidate.id === id);
      if (device === undefined) throw new Error(`no phone ${id}`);
      let installed = '';
      return {
        device,
        state: async () => ({ ...state, supply: seen.supply }),
        power: async () => {
          if (scene.power === undefined) throw new Error('not part of this test');
          readings += 1;
          if (readings === scene.stopAtReading) stop();
          return scene.power(clock.monotonicMs());
        },
        forcedThermals: async () => {
          const { forcedThermals = FORCED_THERMALS } = scene;
          return typeof forcedThermals === 'function' ? forcedThermals(id) : forcedThermals;
        },
        // Installing throws nothing away on these phones.
        sinceInstall: () => 1,
        launch: async (request) => {
          const installMs = request.build.id === installed ? 0 : INSTALL_MS;
          installed = request.build.id;
          return launch(request, installMs);
        },
        close: async () => {
          seen.closed += 1;
        },
      };
    },
    close: async () => {},
  };
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function library(): DatasetLibrary {
  const unused = async (): Promise<never> => {
    throw new Error('not part of these tests');
  };
  const loaded = dataset();
  return {
    find: async (id) => ({ id, load: async () => loaded }),
    list: async () => [
      {
        id: loaded.reference.id,
        origin: 'shipped',
        questions: loaded.questions.length,
        images: loaded.questions.length,
        evaluator: 'vqa-2016',
        licence: 'CC0-1.0',
        subsets: [loaded.reference.subset],
      },
    ],
    import: unused,
    remove: unused,
    verify: async () => [],
    drawSubset: unused,
  };
}
