import { FreePorts } from '#devices/appium/free-port.ts';
import { CommandError, loadWebdriver, openPhoneSession, type PhoneSession } from './phone-session.ts';
import { readCrashReports } from './crash-reports.ts';
import { openRemoteFiles } from './remote-files.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports.ts';
import { DEFAULT_START_LIMIT_MS, type IosDeviceConfig } from './device-config.ts';
import { explainFromReports } from './end-report.ts';
import { inspectIpa } from './ipa.ts';
import { IosSession } from './session.ts';

const MAX_PORT_TRIES = 3;
/** How long after the end of an app its crash report may appear: a phone takes seconds, longer for a large process. */
const REPORT_WAIT_MS = { physical: 15_000, virtual: 3_000, host: 3_000 } as const;

/** Is told now and then what opening a device still waits for. */
type OnWaiting = (message: string) => void;

export type IosDriverOptions = {
  readonly devices: readonly IosDeviceConfig[];
  /** Starts the Appium server; called when the first device is opened, and again only if that server has died. */
  readonly startServer: (onWaiting?: OnWaiting) => Promise<AppiumServer>;
  /** Versions of the tools, from `installedTools`. */
  readonly tools: Readonly<Record<string, string>>;
  /** Keeps other harnesses of this machine from a phone; absent where the phones are of this process alone. */
  readonly claimPhone?: (phone: { readonly deviceId: string; readonly udid: string }, purpose: string) => () => void;
};

/** iPhones, physical and virtual alike: both are reached through the same server, driver and commands. */
export function iosDriver(options: IosDriverOptions): DeviceDriver {
  return new IosDriver(options);
}

class IosDriver implements DeviceDriver {
  readonly #options: IosDriverOptions;
  readonly #ports = new FreePorts();
  readonly #sessions = new Map<string, DeviceSession | null>();
  #server: Promise<AppiumServer> | null = null;

  constructor(options: IosDriverOptions) {
    this.#options = options;
  }

  devices(): readonly Device[] {
    return this.#options.devices.map(({ device }) => device);
  }

  async inspect(path: string): Promise<Build> {
    return await inspectIpa(path);
  }

  tools(): Readonly<Record<string, string>> {
    return this.#options.tools;
  }

  claim(deviceIds: readonly string[], purpose: string): () => void {
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const one of releases.splice(0)) one();
    };
    try {
      for (const { device, udid } of this.#options.devices) {
        if (!deviceIds.includes(device.id)) continue;
        const one = this.#options.claimPhone?.({ deviceId: device.id, udid }, purpose);
        if (one !== undefined) releases.push(one);
      }
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async open(deviceId: string, signal: AbortSignal, onWaiting?: OnWaiting): Promise<DeviceSession> {
    signal.throwIfAborted();
    const config = this.#options.devices.find(({ device }) => device.id === deviceId);
    if (config === undefined) {
      const known = this.devices().map(({ id }) => id);
      throw unavailable(deviceId, 'no such iPhone is known', `Choose one of: ${known.join(', ') || 'none is known'}.`);
    }
    if (this.#sessions.has(deviceId))
      throw unavailable(deviceId, 'this run holds it already', 'Open each device once.');
    // The place is taken before anything is waited for: a second session would end the first.
    this.#sessions.set(deviceId, null);
    try {
      const session = await this.#start(config, onWaiting);
      this.#sessions.set(deviceId, session);
      if (signal.aborted) await session.close();
      signal.throwIfAborted();
      return session;
    } catch (error) {
      this.#sessions.delete(deviceId);
      signal.throwIfAborted();
      throw error;
    }
  }

  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()].filter((session) => session !== null);
    await Promise.all(sessions.map(async (session) => await session.close()));
    const server = this.#server;
    this.#server = null;
    // A start that failed has told so to whoever waited for it.
    const running = await server?.catch(() => null);
    await running?.stop();
  }

  async #start(config: IosDeviceConfig, onWaiting?: OnWaiting): Promise<DeviceSession> {
    const [server] = await Promise.all([this.#runningServer(onWaiting), loadWebdriver()]);
    const phone = await this.#openPhone(server, config, onWaiting);
    return new IosSession({
      config,
      phone,
      files: openRemoteFiles(config.udid, server),
      serverLog: server.log,
      explainEnd: async (udid, app) => {
        const isEnough = (reports: readonly string[]): boolean => explainFromReports(reports, app).report !== null;
        const waitMs = REPORT_WAIT_MS[config.device.provenance];
        const query = { udid, since: app.launchedAt, waitMs, isEnough };
        return explainFromReports(await readCrashReports(query, server), app);
      },
      onClose: () => this.#sessions.delete(config.device.id),
    });
  }

  async #openPhone(server: AppiumServer, config: IosDeviceConfig, onWaiting?: OnWaiting): Promise<PhoneSession> {
    for (let attempt = 1; ; attempt += 1) {
      const mark = await server.log.mark();
      try {
        return await this.#openOnFreePorts(server, config, onWaiting);
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        const { code, remedy } = error.fault;
        // A port that was free when it was chosen may be taken by the time somebody listens on it.
        if (code === 'PORT_OCCUPIED' && attempt < MAX_PORT_TRIES) continue;
        const evidence = [{ title: 'Log of Appium', text: await server.log.since(mark) }];
        throw unavailable(config.device.id, `${code}: ${error.message}`, remedy, { cause: error, evidence });
      }
    }
  }

  async #openOnFreePorts(
    server: AppiumServer,
    { device, udid, wda }: IosDeviceConfig,
    onWaiting?: OnWaiting,
  ): Promise<PhoneSession> {
    const [local = 0, remote = 0, mjpeg = 0] = await this.#ports.find(3);
    return await openPhoneSession({
      host: server.host,
      port: server.port,
      udid,
      platformVersion: device.osVersion,
      wdaBundleId: wda.bundleId ?? null,
      ports: { local: wda.localPort ?? local, remote: wda.remotePort ?? remote, mjpeg: wda.mjpegPort ?? mjpeg },
      startLimitMs: wda.startLimitMs ?? DEFAULT_START_LIMIT_MS,
      ...(onWaiting === undefined ? {} : { onWaiting }),
    });
  }

  /** All phones share one server; those that ask while it starts wait for the same start. */
  async #runningServer(onWaiting?: OnWaiting): Promise<AppiumServer> {
    const before = this.#server;
    if (before !== null && (await before).death === null) return await before;
    if (this.#server === before) {
      const starting = this.#restart(before, onWaiting);
      this.#server = starting;
      // A start that failed must not stand in the way of the next one.
      starting.catch(() => {
        if (this.#server === starting) this.#server = null;
      });
    }
    return await (this.#server ?? this.#runningServer(onWaiting));
  }

  async #restart(before: Promise<AppiumServer> | null, onWaiting?: OnWaiting): Promise<AppiumServer> {
    await (await before)?.stop();
    return await this.#options.startServer(onWaiting);
  }
}

function unavailable(
  deviceId: string,
  why: string,
  remedy: string,
  more: { readonly cause?: unknown; readonly evidence?: readonly Evidence[] } = {},
): BenchError {
  return new BenchError('DEVICE_UNAVAILABLE', `${deviceId} cannot be used: ${why}`, { remedy, ...more });
}
