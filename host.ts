import { readFileSync } from 'node:fs';
import { arch, platform, release, tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { VirtualLab } from '#devices/virtual-iphone/lab.ts';
import type { VirtualPhoneSpec } from '#devices/virtual-iphone/phone-spec.ts';
import type { IosDeviceConfig } from '#devices/ios/device-config.ts';
import type { IosDriverOptions } from '#devices/ios/driver.ts';
import type { XcuitestOptions } from '#devices/ios/xcuitest.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import type { Publisher, PublishTarget } from '#harness/ports/publish.ts';
import type { Clock } from '#harness/ports/time.ts';
import type { Host, Lab, LabOptions } from '#harness/workflow/host.ts';

/**
 * The composition root that the command line and programs share: the only file that knows every driver, suite, dataset
 * and reporter. Nothing is loaded or started before it is needed.
 */

const manifest: { readonly version: string } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);

/** A host with what it has started. */
export type OwnedHost = Host & {
  /** Ends every phone and server that was started, the last first. What could not be ended, in that order. */
  readonly close: () => Promise<readonly unknown[]>;
};

export type HostOptions = {
  /** Stops a server that is still starting. */
  readonly signal?: AbortSignal;
  /** Where harnesses of this machine keep each other from a phone. */
  readonly phoneLocksFolder?: string;
  /**
   * For a process that does nothing else: all its temporary files go into a folder that is removed even if the process is
   * killed. `TMPDIR` of the process names that folder from the first phone on.
   */
  readonly ownsProcess?: boolean;
};

/** What workflows need of this machine, with every driver, suite, dataset and reporter of the package. */
export function createHost(options: HostOptions = {}): OwnedHost {
  const shared = sharedOf(options);
  const labs = new Map<string, Promise<Lab>>();
  const clock: Clock = {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  };
  return {
    version: manifest.version,
    machine: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    clock,
    suites: async () => (await import('#suites/catalogue.ts')).SUITES,
    policies: async () => (await import('#harness/workflow/judge/policies.ts')).SHIPPED_POLICIES,
    releasePlan: async () => (await import('#suites/release-plan.ts')).RELEASE_PLAN,
    renderScorecard: async (scorecard) => (await import('#reports/scorecard/render.ts')).renderScorecard(scorecard),
    datasets: async (folder) => {
      const [{ datasetLibrary }, { shapesVqa }] = await Promise.all([
        import('#datasets/library/library.ts'),
        import('#datasets/shapes-vqa/dataset.ts'),
      ]);
      return datasetLibrary(folder, [shapesVqa()]);
    },
    lab: async (asked) => {
      const key = JSON.stringify([asked.devicesFile, asked.virtualPhonesFile, asked.appiumPort]);
      const known = labs.get(key) ?? openLab(asked, shared);
      labs.set(key, known);
      // A file that is mended is read again.
      known.catch(() => labs.delete(key));
      return known;
    },
    openStore: async (place, access, onMigrating) => {
      const [{ openStore }, { launchValuesOf }] = await Promise.all([
        import('#harness/store/open-store.ts'),
        import('#harness/compare/launches/launch-values.ts'),
      ]);
      return openStore(place, access, launchValuesOf, onMigrating);
    },
    reporters: async () => {
      const [html, markdown, json, junit, sarif, pullRequest, badge] = await Promise.all([
        import('#reports/html/reporter.ts'),
        import('#reports/markdown/reporter.ts'),
        import('#reports/json/reporter.ts'),
        import('#reports/junit/reporter.ts'),
        import('#reports/sarif/reporter.ts'),
        import('#reports/pull-request/reporter.ts'),
        import('#reports/badge/reporter.ts'),
      ]);
      return [
        html.htmlReporter(),
        markdown.markdownReporter(),
        json.jsonReporter(),
        junit.junitReporter(),
        sarif.sarifReporter(),
        pullRequest.pullRequestReporter(),
        badge.badgeReporter(),
      ];
    },
    publisher: async (target) => publisherOf(target, clock),
    checkEvents: async (events, plan) => (await import('#devices/agent/check-events.ts')).checkEvents(events, plan),
    thumbnail: async (path) => (await import('#datasets/thumbnail/thumbnail.ts')).thumbnail(path),
    close: async () => {
      labs.clear();
      const errors: unknown[] = [];
      // A server that was still starting has begun something more by the time that its own end was waited for.
      while (shared.closing.length > 0) {
        const { closeAll } = await import('#harness/workflow/close-all.ts');
        errors.push(...(await closeAll(shared.closing.splice(0))));
      }
      return errors;
    },
  };
}

async function publisherOf(target: PublishTarget, clock: Clock): Promise<Publisher> {
  switch (target.kind) {
    case 'github':
      return (await import('#reports/publish/github/publisher.ts')).githubPublisher(target, { clock });
    case 'gitlab':
      return (await import('#reports/publish/gitlab/publisher.ts')).gitlabPublisher(target, { clock });
    case 'webhook':
      return (await import('#reports/publish/webhook/publisher.ts')).webhookPublisher(target, { clock });
  }
}

/** What the drivers of a host share. */
type Shared = {
  readonly options: HostOptions;
  readonly closing: (() => Promise<void>)[];
  /** Comes before anything is started. */
  readonly prepare: () => Promise<void>;
};

function sharedOf(options: HostOptions): Shared {
  const closing: (() => Promise<void>)[] = [];
  let prepared: Promise<void> | null = null;
  const prepare = async (): Promise<void> => {
    if (options.ownsProcess === true) await (prepared ??= useOwnTemporaryFolder(closing));
  };
  return { options, closing, prepare };
}

/** Knows every phone; starts none of them, nor Appium, before one is opened. */
async function openLab(asked: LabOptions, shared: Shared): Promise<Lab> {
  const { devicesFile, virtualPhonesFile, appiumPort = null } = asked;
  const physical = devicesFile === undefined ? [] : [await physicalPhones(devicesFile, appiumPort, shared)];
  const virtualPort = physical.length > 0 ? null : appiumPort;
  const virtual = await virtualPhones(virtualPhonesFile, virtualPort, shared);
  return {
    drivers: [...physical, virtual, await thisMachine(shared)],
    areVirtualPhonesListed: virtualPhonesFile !== undefined,
  };
}

async function virtualPhones(
  file: string | undefined,
  appiumPort: number | null,
  shared: Shared,
): Promise<DeviceDriver> {
  const { VIRTUAL_PHONES, virtualDriverConfig } = await import('#devices/virtual-iphone/phone-spec.ts');
  const specs = file === undefined ? VIRTUAL_PHONES : await readPhones(file);
  let phones: Promise<VirtualLab> | null = null;
  const devices = specs.map((spec) => ({
    ...virtualDriverConfig(spec),
    appTimeSeenMs: async (bundleId: string) =>
      (await phones)?.phones.find(({ udid }) => udid === spec.udid)?.appTimeSeenMs(bundleId) ?? null,
  }));
  // A lab that failed to start has reported this and has ended what it started.
  shared.closing.push(async () => (await phones?.catch(() => null))?.close());
  const serverOptions = async (): Promise<XcuitestOptions> => ({
    tunnelRegistryPort: (await (phones ??= startPhones(specs))).tunnelRegistryPort,
    port: appiumPort,
  });
  const { phoneClaims } = await import('#harness/workflow/run/phone-claims.ts');
  return driver(devices, serverOptions, phoneClaims(), shared);
}

async function startPhones(specs: readonly VirtualPhoneSpec[]): Promise<VirtualLab> {
  return (await import('#devices/virtual-iphone/lab.ts')).startVirtualLab(specs);
}

async function readPhones(file: string): Promise<readonly VirtualPhoneSpec[]> {
  return (await import('#devices/virtual-iphone/phones-file.ts')).readPhonesFile(file);
}

async function physicalPhones(file: string, appiumPort: number | null, shared: Shared): Promise<DeviceDriver> {
  const { readDevicesFile } = await import('#devices/ios/devices-file.ts');
  const { devices, tunnelRegistryPort } = await readDevicesFile(file);
  const { claimPhone, PHONE_LOCKS_FOLDER } = await import('#harness/store/phone-lock.ts');
  const folder = shared.options.phoneLocksFolder ?? PHONE_LOCKS_FOLDER;
  const claim: IosDriverOptions['claimPhone'] = (phone, purpose) => claimPhone(folder, phone, purpose, new Date());
  const serverOptions = async (): Promise<XcuitestOptions> => ({ tunnelRegistryPort, port: appiumPort });
  return driver(devices, serverOptions, claim, shared);
}

/** The machine of the harness. One harness at a time measures on it, as on a phone. */
async function thisMachine({ options, closing, prepare }: Shared): Promise<DeviceDriver> {
  const [{ hostDriver, hostTools }, { claimPhone, PHONE_LOCKS_FOLDER }] = await Promise.all([
    import('#devices/host/driver.ts'),
    import('#harness/store/phone-lock.ts'),
  ]);
  const folder = options.phoneLocksFolder ?? PHONE_LOCKS_FOLDER;
  const made = hostDriver({
    claim: (purpose) => claimPhone(folder, { deviceId: 'host', udid: 'host' }, purpose, new Date()),
    tools: hostTools(),
    prepare,
  });
  closing.push(async () => made.close());
  return made;
}

async function driver(
  devices: readonly IosDeviceConfig[],
  serverOptions: () => Promise<XcuitestOptions>,
  claimPhone: NonNullable<IosDriverOptions['claimPhone']>,
  { options: { signal }, closing, prepare }: Shared,
): Promise<DeviceDriver> {
  const [{ iosDriver }, { startXcuitest, installedTools }] = await Promise.all([
    import('#devices/ios/driver.ts'),
    import('#devices/ios/xcuitest.ts'),
  ]);
  const made = iosDriver({
    devices,
    claimPhone,
    tools: await installedTools(),
    startServer: async (onWaiting) => {
      await prepare();
      return startXcuitest({
        ...(await serverOptions()),
        ...(signal === undefined ? {} : { signal }),
        ...(onWaiting === undefined ? {} : { onWaiting }),
      });
    },
  });
  closing.push(async () => made.close());
  return made;
}

/** Whatever a phone or Appium makes goes into a folder that is removed even if this process is killed. */
async function useOwnTemporaryFolder(closing: Shared['closing']): Promise<void> {
  const { openTemporaryFolder } = await import('#harness/store/temporary-folder.ts');
  const own = openTemporaryFolder(tmpdir(), new Date());
  process.env['TMPDIR'] = own.path;
  // The first to be opened is the last to be closed.
  closing.unshift(async () => own.close());
}
