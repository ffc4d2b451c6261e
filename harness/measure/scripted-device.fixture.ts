/**
 * A device in memory that does what a test wrote down, launch by launch, and a clock on which waiting costs nothing.
 */
import { appIdOf, type Build } from '#harness/domain/build.ts';
import { phoneCapabilities, type Device, type DeviceState, type ThermalState } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { Slot } from '#harness/domain/plan.ts';
import type { SupplyState } from '#harness/domain/power.ts';
import { NO_REFERENCE } from '#harness/domain/reference.ts';
import type { Run, RunHeader } from '#harness/domain/run.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import type { DeviceDriver, DeviceSession, LaunchReport, LaunchRequest } from '#harness/ports/device.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { MeasureRequest } from './measure-run.ts';
import { memoryJournal, patientClock } from './in-memory.fixture.ts';
import type { ProgressEvent } from './progress.ts';
import { BARE_PROTOCOL } from '#harness/domain/protocol.fixture.ts';

export const device = (id: string, model = 'iPhone17,1'): Device => ({
  id,
  label: id,
  platform: 'ios',
  model,
  osVersion: '26.1',
  osBuild: '23B85',
  memoryBytes: 8e9,
  provenance: 'virtual',
  capabilities: phoneCapabilities(250),
});

export const build = (label: string): Build => ({
  id: `sha-${label}`,
  label,
  version: '1.0',
  platform: 'ios',
  bytes: 1,
  models: [],
  identity: { kind: 'ios', bundleId: 'dev.example.app', buildNumber: '1', minimumOsVersion: '18.0', binaryUuid: label },
});

export const pass = (blocks: number): Pass => ({
  id: 'latency',
  metrics: ['timeToFirstToken'],
  workload: {
    id: 'w',
    model: 'm',
    dataset: 'd',
    subset: 'all',
    promptTemplate: '{question}',
    imageSizePx: null,
    maxOutputTokens: 8,
  },
  protocol: {
    ...BARE_PROTOCOL,
    blocks,
    launchTimeoutMs: 1000,
    readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 5000, timeoutMs: 60_000 },
  },
});

export function measured(thermal: ThermalState | null = 'nominal', loadMs?: number): Measured {
  const iteration = {
    index: 0,
    phase: 'measured',
    cycle: 0,
    questionId: 7,
    spans: [],
    tokenNs: [],
    tokenCount: 1,
  } as const;
  return {
    kind: 'measured',
    loads:
      loadMs === undefined ? [] : [{ startNs: 0, endNs: loadMs * 1e6, cache: 'unknown' as const, footprintBytes: 1 }],
    unloads: [],
    iterations: [{ ...iteration, tokenIdsSha256: 'x', answer: 'red', thermal, score: null, agrees: null }],
    footprints: [],
    peakFootprintBytes: 1,
    cpuTimeMs: null,
    energy: null,
  };
}

export const crash: Outcome = { kind: 'failed', fault: { kind: 'product', code: 'CRASH', message: 'the app crashed' } };
export const unplugged: Outcome = {
  kind: 'failed',
  fault: { kind: 'infrastructure', code: 'TUNNEL', message: 'no tunnel' },
};

export type Script = {
  readonly model?: string;
  /** What each launch on the device comes to; the last entry holds for all that follow. */
  readonly outcomes: readonly Outcome[];
  /** Thermal states in the order they are asked for; the last one holds. */
  readonly thermals?: readonly (ThermalState | null)[];
  /** What powers the device, in the order it is asked; the last one holds. */
  readonly supplies?: readonly SupplyState[];
  /** What the app reports in every launch. */
  readonly lowPowerMode?: boolean;
  /** Numbers of the questions for its state, from 1 over the whole run, that the device does not answer. */
  readonly silentStates?: readonly number[];
  /** How many times opening fails before it works. */
  readonly refusals?: number;
  readonly onLaunch?: (count: number) => void;
  /** The thermal states that can be forced on it; absent for all. */
  readonly forcedThermals?: DeviceSession['forcedThermals'];
  /** Whether it takes note of what is installed on it, so that launches after an installation are prepared. */
  readonly installs?: boolean;
};

/** One launch that a device was asked for. */
export type Asked = { readonly deviceId: string; readonly request: LaunchRequest; readonly sinceInstall: number };

export type Lab = {
  readonly driver: DeviceDriver;
  opened: number;
  closed: number;
  launches: number;
  readonly asked: Asked[];
};

export function scriptedLab(scripts: Readonly<Record<string, Script>>): Lab {
  const lab: Lab = {
    driver: { devices, inspect: unused, tools: () => ({}), claim: () => () => {}, open, close: async () => {} },
    opened: 0,
    closed: 0,
    launches: 0,
    asked: [],
  };
  const refusals = new Map(Object.entries(scripts).map(([id, script]) => [id, script.refusals ?? 0]));
  const counts = new Map<string, number>();
  const asked = new Map<string, number>();
  function devices(): readonly Device[] {
    return Object.entries(scripts).map(([id, { model }]) => device(id, model));
  }
  async function unused(): Promise<Build> {
    throw new Error('not part of this test');
  }
  async function open(id: string): ReturnType<DeviceDriver['open']> {
    const left = refusals.get(id) ?? 0;
    if (left > 0) {
      refusals.set(id, left - 1);
      throw new BenchError('DEVICE_UNAVAILABLE', `${id} does not answer`, { remedy: 'Plug it in.' });
    }
    lab.opened += 1;
    const script = scripts[id] ?? { outcomes: [] };
    const installed = new Map<string, { readonly id: string; readonly launches: number }>();
    const sinceInstall = (build: Build): number | null => {
      if (script.installs !== true) return 1;
      const found = installed.get(appIdOf(build));
      return found?.id === build.id ? found.launches : null;
    };
    return {
      device: device(id, scripts[id]?.model),
      state: async () => {
        const number = (asked.get(id) ?? 0) + 1;
        asked.set(id, number);
        if (script.silentStates?.includes(number)) {
          throw new BenchError('DEVICE_LOST', `${id} does not report its state`, { remedy: 'Plug it in.' });
        }
        const supply = entry<SupplyState>(script.supplies ?? ['battery'], number - 1);
        return { ...state(entry(script.thermals ?? ['nominal'], number - 1)), supply };
      },
      power: tellsNoPower,
      forcedThermals: script.forcedThermals ?? (async () => phoneCapabilities(1).forcedThermal ?? []),
      sinceInstall,
      launch: async (request): Promise<LaunchReport> => {
        const { build } = request;
        const finished = sinceInstall(build);
        lab.asked.push({ deviceId: id, request, sinceInstall: finished ?? 0 });
        const count = counts.get(id) ?? 0;
        counts.set(id, count + 1);
        lab.launches += 1;
        script.onLaunch?.(count + 1);
        const outcome = entry(script.outcomes, count);
        const launches = (finished ?? 0) + (outcome.kind === 'measured' ? 1 : 0);
        if (script.installs === true) installed.set(appIdOf(build), { id: build.id, launches });
        return {
          outcome,
          fingerprint: null,
          timing: { installMs: finished === null ? 5 : 0, appMs: 10, totalMs: 20 },
          ...(script.installs === true ? { sinceInstall: finished ?? 0 } : {}),
          lowPowerMode: script.lowPowerMode ?? null,
          isSessionLost: outcome === unplugged,
        };
      },
      close: async () => {
        lab.closed += 1;
      },
    };
  }
  return lab;
}

/** For sessions whose telemetry nobody reads. */
export async function tellsNoPower(): Promise<never> {
  throw new Error('not part of this test');
}

function entry<T>(list: readonly T[], index: number): T {
  const found = list[Math.min(index, list.length - 1)];
  if (found === undefined) throw new Error('the script is empty');
  return found;
}

export function state(thermal: ThermalState | null): DeviceState {
  return {
    at: '',
    thermal,
    batteryPercent: 80,
    charging: false,
    supply: 'battery',
    lowPowerMode: null,
    temperatureC: null,
  };
}

export function dataset(): LoadedDataset {
  return {
    reference: { id: 'd', subset: 'all', manifestSha256: 'm', licence: null, evaluator: 'vqa-2016', questions: 1 },
    questions: [
      {
        id: 7,
        imageId: 7,
        imageSha256: '',
        imagePath: '',
        text: '?',
        answerType: 'other',
        questionType: '',
        answers: ['red'],
      },
    ],
    score: (_question, answer) => ({ score: answer === 'red' ? 1 : 0, agrees: answer === 'red' }),
  };
}

export function request(
  lab: Lab,
  blocks: number,
  changes: Partial<MeasureRequest> = {},
): MeasureRequest & { readonly events: ProgressEvent[] } {
  const suite: Suite = { id: 's', version: 1, title: '', margins: [], passes: [pass(blocks)] };
  const devices = lab.driver.devices();
  const header: RunHeader = {
    schemaVersion: 3,
    id: 'run',
    startedAt: '2026-01-01T00:00:00.000Z',
    seed: 1,
    suite,
    candidate: build('candidate'),
    reference: NO_REFERENCE,
    devices,
    datasets: [],
    questions: [],
    environments: [],
  };
  const slots = Array.from({ length: blocks }, (_, index): Slot => ({
    index,
    pass: 'latency',
    block: index,
    arm: 'candidate',
    discard: false,
  }));
  const events: ProgressEvent[] = [];
  let nonces = 0;
  return {
    header,
    plan: { seed: 1, devices: devices.map(({ id }) => ({ deviceId: id, slots })) },
    driverOf: () => lab.driver,
    datasets: new Map([['latency', dataset()]]),
    artefacts: {
      fileOf: async ({ label }) => `/builds/${label}.ipa`,
      find: async ({ label }) => `/builds/${label}.ipa`,
    },
    journal: memoryJournal(),
    done: [],
    isSettled: () => false,
    whyItFails: null,
    onProgress: (event) => events.push(event),
    clock: patientClock(),
    random: { next: () => 0.5 },
    nonce: () => `n${(nonces += 1)}`,
    signal: new AbortController().signal,
    events,
    ...changes,
  };
}

export const outcomesOf = (run: Run): readonly string[] =>
  run.launches.map(({ outcome }) => (outcome.kind === 'failed' ? outcome.fault.code : outcome.kind));
