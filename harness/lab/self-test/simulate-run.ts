import { phoneCapabilities, type Device, type DeviceState } from '#harness/domain/device.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { Slot } from '#harness/domain/plan.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { ORDER_VERSION, type Run, RUN_SCHEMA_VERSION } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { planLaunches } from '#harness/plan/plan-launches.ts';
import { createRandom } from '#harness/stats/random.ts';
import { type Conditions, heatAt, thermalAt } from './conditions.ts';
import { createPhoneNoise } from './phone-noise.ts';
import type { Profile } from './profile.ts';
import { fingerprintOf, SIMULATED_BUILDS } from './simulated-builds.ts';
import { simulateMeasured } from './simulate-launch.ts';
import { simulatedQuestions } from './simulated-questions.ts';

const NS_PER_MS = 1e6;
const MS_PER_HOUR = 3_600_000;
/** Time of a launch that the app does not see: files, waiting, the state of the phone. */
const AROUND_MS = 2000;
const FULL_PERCENT = 80;
const DISCHARGE_PERCENT_PER_HOUR = 10;
const COOL_C = 27;
/** What the greatest heat adds. */
const HEAT_C = 12;

/** A device that is nothing but this program. Its provenance makes every report say so. */
export const SIMULATED_PHONE: Device = {
  id: 'simulated-phone',
  label: 'Simulated phone',
  platform: 'ios',
  model: 'simulated',
  osVersion: 'none',
  osBuild: 'none',
  memoryBytes: 8 * 2 ** 30,
  provenance: 'virtual',
  capabilities: phoneCapabilities(1000, 50),
};

/** A device, taken for a virtual one whatever it is, and how it behaves. */
export type SimulatedPhone = { readonly device: Device; readonly profile: Profile };

export type Simulation = {
  readonly suite: Suite;
  readonly phones: readonly SimulatedPhone[];
  readonly conditions: Conditions;
  /** The same seed gives the same run. */
  readonly seed: number;
};

/** A run of both arms of which nothing was measured: two builds that differ in nothing but their name. */
export function simulateRun(simulation: Simulation): Run {
  const { suite, seed } = simulation;
  const phones = simulation.phones.map(({ device, profile }): SimulatedPhone => ({
    device: { ...device, provenance: 'virtual' },
    profile,
  }));
  const devices = phones.map(({ device }) => device);
  const plan = planLaunches({ suite, devices, seed, orderVersion: ORDER_VERSION }, ['baseline', 'candidate']);
  const launches = phones.flatMap((phone) => {
    const slots = plan.devices.find(({ deviceId }) => deviceId === phone.device.id)?.slots ?? [];
    return simulateDevice(phone, slots, simulation);
  });
  return {
    schemaVersion: RUN_SCHEMA_VERSION,
    id: `simulated-${seed}`,
    startedAt: momentAt(0),
    endedAt: launches.at(-1)?.after?.at ?? momentAt(0),
    seed,
    suite,
    candidate: SIMULATED_BUILDS.candidate,
    reference: measuredBeside(SIMULATED_BUILDS.baseline),
    devices,
    orderVersion: ORDER_VERSION,
    questions: [],
    datasets: suite.passes.map((pass) => ({
      id: pass.workload.dataset,
      subset: pass.workload.subset,
      manifestSha256: 'simulated',
      licence: null,
      evaluator: 'vqa-2016',
      questions: pass.protocol.iterationsPerLaunch,
    })),
    environments: [],
    launches,
    isComplete: true,
  };
}

/** The launches of one device, one after another. */
function simulateDevice(
  { device, profile }: SimulatedPhone,
  slots: readonly Slot[],
  { suite, conditions, seed }: Simulation,
): readonly Launch[] {
  const noise = createPhoneNoise(profile, conditions, createRandom(seed, `noise/${device.id}`));
  const launches: Launch[] = [];
  let atMs = 0;
  for (const pass of suite.passes) {
    const questions = simulatedQuestions(pass, seed);
    const own = slots.filter((slot) => slot.pass === pass.id);
    const discarded = own.filter((slot) => slot.discard).length;
    for (const [order, slot] of own.entries()) {
      const position = Math.max(0, order - discarded) / 2;
      const outcome = simulateMeasured(pass, questions, noise.launch(slot, position), device);
      const appMs = lengthMs(outcome);
      const build = SIMULATED_BUILDS[slot.arm];
      const nonce = `${device.id}-${slot.index}`;
      launches.push({
        deviceId: device.id,
        slot,
        attempt: 1,
        buildId: build.id,
        nonce,
        startedAt: momentAt(atMs),
        before: stateAt(conditions, position, atMs),
        after: stateAt(conditions, position, atMs + appMs),
        fingerprint: fingerprintOf(build, device, nonce),
        timing: { installMs: 0, appMs, totalMs: appMs + AROUND_MS },
        outcome,
      });
      atMs += appMs + AROUND_MS;
    }
  }
  return launches;
}

/** Until the app has done its work. */
function lengthMs({ loads, unloads, iterations }: Measured): number {
  const ends = [...loads, ...unloads, ...iterations.flatMap(({ spans }) => spans.at(-1) ?? [])];
  return Math.max(...ends.map(({ endNs }) => endNs)) / NS_PER_MS;
}

function stateAt(conditions: Conditions, position: number, atMs: number): DeviceState {
  return {
    at: momentAt(atMs),
    thermal: thermalAt(conditions, position),
    batteryPercent: Math.max(1, Math.round(FULL_PERCENT - DISCHARGE_PERCENT_PER_HOUR * (atMs / MS_PER_HOUR))),
    charging: false,
    supply: 'battery',
    lowPowerMode: false,
    temperatureC: COOL_C + HEAT_C * heatAt(conditions, position),
  };
}

/** Simulated time begins with the year 2000: nobody takes it for a measurement of today. */
function momentAt(ms: number): string {
  return new Date(Date.UTC(2000, 0, 1) + ms).toISOString();
}
