/** What every device driver must do, whatever it drives. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Build, repeatedIdentity } from '#harness/domain/build.ts';
import type { DatasetReference, Question } from '#harness/domain/dataset.ts';
import type { Fault, Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import type { Pass, Protocol } from '#harness/domain/suite.ts';
import type { DeviceDriver, DeviceSession, LaunchReport, LaunchRequest } from '#harness/ports/device.ts';

/** Builds of one app, which on a phone share a bundle identifier; all but the first two go wrong on purpose. */
type ContractBuild = 'sound' | 'other' | 'crashing' | 'hungry' | 'hanging' | 'torn' | 'impostor';

/** A driver and everything the checks need around it. */
export type ContractSubject = {
  readonly driver: DeviceDriver;
  /** The device that the checks use, and another one where the driver has several. */
  readonly deviceIds: readonly [string, ...string[]];
  /**
   * Paths of the builds. `hungry` takes memory until the device ends it; `impostor` says that it is another build;
   * `hanging` loads its model and never asks a question, nor looks at its deadline.
   */
  readonly builds: Readonly<Record<ContractBuild, string>>;
  readonly model: string;
  readonly dataset: DatasetReference;
  readonly questions: readonly Question[];
  /** A file that is no build at all. */
  readonly notABuild: string;
  /** Whether the devices have power telemetry. */
  readonly hasPower: boolean;
  /** Resolves when an app has been launched on the device. */
  launched(deviceId: string): Promise<void>;
  /** The product fault of the hungry build. */
  readonly outOfMemory: string;
  /** Takes the device away, as if its cable were pulled; null where it cannot be. */
  readonly vanish: ((deviceId: string) => Promise<void>) | null;
  /** Names of processes, ports and folders that the driver has left, once it is closed. */
  leftovers(): Promise<readonly string[]>;
  dispose(): Promise<void>;
};

const NEVER = new AbortController().signal;
const ITERATIONS = 4;

const PROTOCOL: Protocol = {
  blocks: 1,
  looks: [],
  fewestToPass: 0,
  discardFirstLaunch: false,
  warmupIterations: 1,
  iterationsPerLaunch: ITERATIONS,
  cycles: 1,
  footprintIntervalMs: null,
  energyRefreshes: null,
  // No check but that of a hang waits for the end of it.
  launchTimeoutMs: 1_800_000,
  readiness: { minBatteryPercent: 0, maxBatteryPercent: 100, pollMs: 100, timeoutMs: 0 },
};

/**
 * Registers the checks. They share one subject and a session on each device, as opening one costs more than most checks;
 * the last ones leave no device and no driver.
 */
export function driverContract(name: string, makeSubject: () => Promise<ContractSubject>): void {
  describe(`${name} keeps the contract of device drivers:`, () => {
    let subject: ContractSubject;
    beforeAll(async () => {
      subject = await makeSubject();
    });
    afterAll(async () => {
      await subject.driver.close();
      await subject.dispose();
    });

    const sessions = new Map<string, DeviceSession>();
    const sessionOn = async (deviceId: string): Promise<DeviceSession> => {
      const session = sessions.get(deviceId) ?? (await subject.driver.open(deviceId, NEVER));
      sessions.set(deviceId, session);
      return session;
    };
    const close = async (deviceId: string): Promise<void> => {
      await sessions.get(deviceId)?.close();
      sessions.delete(deviceId);
    };
    const launched = async (build: ContractBuild, protocol: Partial<Protocol> = {}): Promise<LaunchReport> => {
      const session = await sessionOn(subject.deviceIds[0]);
      return await session.launch(await requestOf(subject, build, protocol), NEVER);
    };

    test('its devices are known and differ in their ids', () => {
      const ids = subject.driver.devices().map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).toEqual(expect.arrayContaining([...subject.deviceIds]));
    });

    test('a build is read without a device', async () => {
      const build = await subject.driver.inspect(subject.builds.sound);
      expect(build.bytes).toBeGreaterThan(0);
      expect(build.id).toMatch(/^[0-9a-f]{64}$/);
      expect(build.models.length).toBeGreaterThan(0);
      expect(await subject.driver.inspect(subject.builds.other)).not.toMatchObject({ id: build.id });
    });

    test('a file that is not there and a file that is no build are told apart', async () => {
      await expect(subject.driver.inspect('/nowhere/app.ipa')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
      await expect(subject.driver.inspect(subject.notABuild)).rejects.toMatchObject({ code: 'BUILD_INVALID' });
    });

    test('a device that it does not know cannot be opened', async () => {
      await expect(subject.driver.open('no-such-device', NEVER)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
    });

    test('an open device cannot be opened a second time, a closed one can', async () => {
      const [id] = subject.deviceIds;
      await sessionOn(id);
      await expect(subject.driver.open(id, NEVER)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
      await close(id);
      expect(await (await sessionOn(id)).state()).toMatchObject({ at: expect.any(String) });
    });

    test('a device tells its state', async () => {
      const state = await (await sessionOn(subject.deviceIds[0])).state();
      expect(['nominal', null]).toContain(state.thermal);
      expect(state.batteryPercent === null || (state.batteryPercent >= 0 && state.batteryPercent <= 100)).toBe(true);
      expect(Math.abs(Date.parse(state.at) - Date.now())).toBeLessThan(60_000);
    });

    test('a device reports its power telemetry, each reading later than the one before, or has none', async () => {
      const session = await sessionOn(subject.deviceIds[0]);
      const [first, second] = [await session.power(), await session.power()];
      expect(first !== null).toBe(subject.hasPower);
      if (!subject.hasPower) return;
      expect(second?.readMs).toBeGreaterThan(first?.readMs ?? Number.POSITIVE_INFINITY);
      expect(second?.supply).toBe((await session.state()).supply);
    });

    test('a sound build is measured, by the build that was sent', async () => {
      const report = await launched('sound');
      const build = await subject.driver.inspect(subject.builds.sound);
      const measured = measuredOf(report.outcome);
      expect(measured.iterations.map(({ phase }) => phase)).toEqual(['warmup', ...Array(ITERATIONS).fill('measured')]);
      expect(measured.iterations.every(({ score }) => score === null)).toBe(true);
      expect(measured.loads).toHaveLength(1);
      expect(measured.peakFootprintBytes).toBeGreaterThan(0);
      expect(measured.energy).toBe(null);
      expect(report.fingerprint).toMatchObject({ identity: repeatedIdentity(build.identity) });
      expect(report.isSessionLost).toBe(false);
      expect(report.timing.totalMs).toBeGreaterThanOrEqual(report.timing.installMs + report.timing.appMs);
    });

    test('a build that is there is not installed again; another one takes its place, or stays beside it', async () => {
      await close(subject.deviceIds[0]);
      const session = await sessionOn(subject.deviceIds[0]);
      const stay = session.device.capabilities.install === 'sideBySide';
      const reports: LaunchReport[] = [];
      const known: (number | null)[] = [];
      for (const build of ['other', 'sound', 'sound', 'other'] as const) {
        const request = await requestOf(subject, build);
        known.push(session.sinceInstall(request.build));
        reports.push(await session.launch(request, NEVER));
      }
      expect(known).toEqual([null, null, 1, stay ? 1 : null]);
      expect(reports.map(({ sinceInstall }) => sinceInstall)).toEqual([0, 0, 1, stay ? 1 : 0]);
      const wasInstalled = reports.map(({ timing }) => timing.installMs > 0);
      expect(wasInstalled).toEqual([true, true, false, !stay]);
      expect(reports.map(({ outcome }) => outcome.kind)).toEqual(['measured', 'measured', 'measured', 'measured']);
      const versions = reports.map(({ fingerprint }) => fingerprint?.version);
      expect(versions).toEqual([versions[0], versions[1], versions[1], versions[0]]);
      expect(versions[1]).not.toBe(versions[0]);
    });

    test('cycles load, ask and unload in turn', async () => {
      const measured = measuredOf((await launched('sound', { cycles: 2, footprintIntervalMs: 20 })).outcome);
      expect(measured.loads).toHaveLength(2);
      expect(measured.unloads).toHaveLength(2);
      expect(measured.footprints.length).toBeGreaterThan(0);
    });

    // Each has to run to fail as it does, so it shows that the session outlived the fault before it. One that hangs does not, so it is last.
    test.each<[ContractBuild, string, Partial<Protocol>]>([
      ['crashing', 'CRASH', {}],
      ['hungry', 'want of memory', { iterationsPerLaunch: 40 }],
      ['torn', 'EVENTS_TORN', {}],
      ['impostor', 'FINGERPRINT_MISMATCH', {}],
      ['hanging', 'HANG', { launchTimeoutMs: 1 }],
    ])('the %s build is a product fault, %s, and the session goes on', async (build, named, protocol) => {
      const code = build === 'hungry' ? subject.outOfMemory : named;
      const session = await sessionOn(subject.deviceIds[0]);
      const report = await session.launch(await requestOf(subject, build, protocol), NEVER);
      expect(faultOf(report.outcome)).toMatchObject({ kind: 'product', code });
      expect(report.isSessionLost).toBe(false);
      // A launch that did not finish may have left half of what a first one prepares.
      expect(session.sinceInstall(await subject.driver.inspect(subject.builds[build])) ?? 0).toBe(0);
    });

    test('a sound build is measured after them; energy is reported where the pass asks for it, and it is more than idling takes', async () => {
      const { energy, noEnergy } = measuredOf((await launched('sound', { energyRefreshes: 6 })).outcome);
      expect(energy !== null).toBe(subject.hasPower);
      expect(noEnergy === undefined).toBe(subject.hasPower);
      if (energy === null) return;
      expect(energy.idleWatts).toBeGreaterThan(0.05);
      expect(energy.idleWatts).toBeLessThan(10);
      expect(energy.totalJoules).toBeGreaterThan((energy.idleWatts * energy.windowMs) / 1000);
      expect(energy.refreshes).toBeGreaterThanOrEqual(6);
      const { beforeWatts, afterWatts } = energy.idle ?? { beforeWatts: 0, afterWatts: 0 };
      for (const watts of [beforeWatts, afterWatts]) expect(watts).toBeGreaterThan(0.05);
      expect(energy.idleWatts).toBeCloseTo((beforeWatts + afterWatts) / 2, 9);
      expect(energy.errorJoules).toBeGreaterThan(0);
    });

    test('an interrupted launch ends with the reason of the interruption, and the next one works', async () => {
      const session = await sessionOn(subject.deviceIds[0]);
      const abort = new AbortController();
      const request = await requestOf(subject, 'hanging');
      const interrupt = async (): Promise<void> => {
        await subject.launched(subject.deviceIds[0]);
        abort.abort(new Error('enough'));
      };
      const launching = Promise.all([session.launch(request, abort.signal), interrupt()]);
      await expect(launching).rejects.toThrow('enough');
      expect((await session.launch(await requestOf(subject, 'sound'), NEVER)).outcome.kind).toBe('measured');
    });

    test('devices work side by side', async ({ skip }) => {
      skip(subject.deviceIds.length < 2, 'the driver has one device');
      const reports = await Promise.all(
        subject.deviceIds.map(async (deviceId) => {
          const session = await sessionOn(deviceId);
          return await session.launch(await requestOf(subject, 'sound'), NEVER);
        }),
      );
      expect(reports.map(({ outcome }) => outcome.kind)).toEqual(['measured', 'measured']);
    });

    test('a device that vanishes during a launch is an infrastructure fault and loses its session only', async ({
      skip,
    }) => {
      const [lost, other] = subject.deviceIds;
      const { vanish } = subject;
      if (vanish === null || other === undefined) return skip('the device cannot vanish');
      const session = await sessionOn(lost);
      const launching = session.launch(await requestOf(subject, 'hanging'), NEVER);
      await subject.launched(lost);
      await vanish(lost);
      const report = await launching;
      expect(report).toMatchObject({ isSessionLost: true, outcome: { fault: { kind: 'infrastructure' } } });
      await close(lost);
      await expect(subject.driver.open(lost, NEVER)).rejects.toMatchObject({ code: 'DEVICE_UNAVAILABLE' });
      const next = await (await sessionOn(other)).launch(await requestOf(subject, 'sound'), NEVER);
      expect(next.outcome.kind).toBe('measured');
    });

    test('closing ends everything that was started, twice if need be', async () => {
      await sessionOn(subject.deviceIds.at(-1) ?? '');
      await subject.driver.close();
      await subject.driver.close();
      expect(await subject.leftovers()).toEqual([]);
    });
  });
}

async function requestOf(
  { driver, builds, model, dataset, questions }: ContractSubject,
  name: ContractBuild,
  protocol: Partial<Protocol> = {},
): Promise<LaunchRequest> {
  const build: Build = await driver.inspect(builds[name]);
  const pass: Pass = {
    id: `contract-${JSON.stringify(protocol)}`,
    workload: {
      id: 'contract',
      model,
      dataset: dataset.id,
      subset: dataset.subset,
      promptTemplate: '{question}',
      imageSizePx: null,
      maxOutputTokens: 8,
    },
    protocol: { ...PROTOCOL, ...protocol },
    metrics: ['timeToFirstToken'],
  };
  return { nonce: randomUUID(), build, artefact: builds[name], pass, dataset, questions };
}

function measuredOf(outcome: Outcome): Measured {
  if (outcome.kind !== 'measured') throw new Error(`not measured: ${JSON.stringify(outcome)}`);
  return outcome;
}

function faultOf(outcome: Outcome): Fault {
  if (outcome.kind !== 'failed') throw new Error(`did not fail: ${outcome.kind}`);
  return outcome.fault;
}
