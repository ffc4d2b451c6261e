#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { arch, platform, release } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AppiumOptions } from '#devices/appium/server.ts';
import type { IosDeviceConfig } from '#devices/ios/device-config.ts';
import type { DeviceDriver } from '#harness/ports.ts';
import type { Lab, LabOptions, World } from '#harness/cli/world.ts';
import { main } from '#harness/cli/main.ts';

/**
 * The composition root: the only file that knows every driver, suite, dataset and reporter, and the only one that
 * touches the process.
 */
const stop = new AbortController();
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isListening = false;

// A reader that stops reading, as `| head` does, ends neither a measurement nor its exit code.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// A terminal that nobody has given a size says 0, and what is wrapped to that stands a letter a line.
if (process.stdout.isTTY && process.stdout.columns === 0) process.stdout.columns = 80;

const closing: (() => Promise<void>)[] = [];
let lab: Promise<Lab> | null = null;

const world: World = {
  version: String(JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).version),
  cwd: process.cwd(),
  environment: process.env,
  terminal: {
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    isInteractive: process.stdout.isTTY && process.env['CI'] === undefined,
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : null;
    },
  },
  clock: {
    now: () => new Date(),
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
  },
  get signal() {
    return stopSignal();
  },
  host: `${platform()} ${release()} ${arch()}`,
  node: process.version,
  suites: async () => (await import('#suites/catalogue.ts')).SUITES,
  datasets: async (folder) => {
    const [{ datasetLibrary }, { shapesVqa }] = await Promise.all([
      import('#datasets/library/library.ts'),
      import('#datasets/shapes-vqa/dataset.ts'),
    ]);
    return datasetLibrary(folder, [shapesVqa()]);
  },
  lab: async (options) => (lab ??= openLab(options)),
  openStore: async (path) => (await import('#harness/store/sqlite-store.ts')).openSqliteStore(path),
  reporters: async () => {
    const [html, markdown, json] = await Promise.all([
      import('#reports/html/reporter.ts'),
      import('#reports/markdown/reporter.ts'),
      import('#reports/json/reporter.ts'),
    ]);
    return [html.htmlReporter(), markdown.markdownReporter(), json.jsonReporter()];
  },
  summarise: async (input) => {
    const { terminalSummary } = await import('#reports/terminal/summary.ts');
    return terminalSummary(input, { colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined });
  },
  thumbnail: async (path) => (await import('#datasets/thumbnail/thumbnail.ts')).thumbnail(path),
  samples: async () => {
    const { BUILDS, packageBuild } = await import('#devices/virtual-iphone/app/package.ts');
    const builds = Object.entries(BUILDS).map(([name, { summary }]) => ({ name, summary }));
    return { builds, pack: async (name, folder) => packageBuild(name, folder) };
  },
};

try {
  process.exitCode = await main(process.argv.slice(2), world);
} finally {
  for (const close of closing.toReversed()) await close();
}

/**
 * Work that can be stopped in good order asks for the signal, and is waited for. A command that has nothing to put away
 * does not ask, and is ended by the system at once.
 */
function stopSignal(): AbortSignal {
  if (isListening) return stop.signal;
  isListening = true;
  for (const signal of STOPPING) {
    process.on(signal, () => {
      // A second signal does not wait for what is put away.
      if (stop.signal.aborted) process.exit(4);
      process.stderr.write('\nStopping …\n');
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  return stop.signal;
}

/** Knows every phone; starts none of them, nor Appium, before one is opened. */
async function openLab({ devicesFile, appiumPort }: LabOptions): Promise<Lab> {
  const { inspectIpa } = await import('#devices/ios/ipa.ts');
  const physical = devicesFile === null ? [] : [await physicalPhones(devicesFile, appiumPort)];
  return { drivers: [...physical, await virtualPhones(physical.length > 0 ? null : appiumPort)], inspect: inspectIpa };
}

async function virtualPhones(appiumPort: number | null): Promise<DeviceDriver> {
  const { VIRTUAL_PHONES, virtualDevice, startVirtualLab } = await import('#devices/virtual-iphone/lab.ts');
  let phones: ReturnType<typeof startVirtualLab> | null = null;
  const devices = VIRTUAL_PHONES.map((spec) => ({
    device: virtualDevice(spec),
    udid: spec.udid,
    wda: {},
    energyCounterJoules: 0.001,
    pollMs: 100,
    appTimeSeenMs: async (bundleId: string) =>
      (await phones)?.phones.find(({ udid }) => udid === spec.udid)?.appTimeSeenMs(bundleId) ?? null,
  }));
  // A lab that did not start has told so already, and ended what it had.
  closing.push(async () => (await phones?.catch(() => null))?.close());
  return driver(devices, async () => ({
    tunnelRegistryPort: (await (phones ??= startVirtualLab(VIRTUAL_PHONES))).tunnelRegistryPort,
    port: appiumPort,
  }));
}

async function physicalPhones(file: string, appiumPort: number | null): Promise<DeviceDriver> {
  const { readDevicesFile } = await import('#devices/ios/devices-file.ts');
  const { devices, tunnelRegistryPort } = await readDevicesFile(file);
  return driver(devices, async () => ({ tunnelRegistryPort, port: appiumPort }));
}

async function driver(
  devices: readonly IosDeviceConfig[],
  serverOptions: () => Promise<AppiumOptions>,
): Promise<DeviceDriver> {
  const [{ iosDriver }, { startAppium, installedTools }] = await Promise.all([
    import('#devices/ios/driver.ts'),
    import('#devices/appium/server.ts'),
  ]);
  const made = iosDriver({
    devices,
    tools: await installedTools(),
    startServer: async (onWaiting) =>
      startAppium({
        ...(await serverOptions()),
        signal: stop.signal,
        ...(onWaiting === undefined ? {} : { onWaiting }),
      }),
  });
  closing.push(async () => made.close());
  return made;
}
