import { type AppHost, AppHostError } from '#devices/agent/app-host.ts';
import { agentDriver, type OnWaiting, type Platform, unavailable } from '#devices/agent/driver.ts';
import { FreePorts } from '#devices/appium/free-port.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import { loadWebdriver } from '#devices/appium/webdriver-session.ts';
import type { Build } from '#harness/domain/build.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';
import { IosAppHost } from './app-host.ts';
import { DEFAULT_START_LIMIT_MS, type IosDeviceConfig } from './device-config.ts';
import { inspectIpa } from './ipa.ts';
import { openPhoneSession, type PhoneSession } from './phone-session.ts';
import { blamingTheWay } from './way-to-phone.ts';

const MAX_PORT_TRIES = 3;

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
  return agentDriver(new IPhones(options));
}

class IPhones implements Platform<IosDeviceConfig> {
  readonly deviceNoun = 'iPhone';
  readonly devices: readonly IosDeviceConfig[];
  readonly tools: Readonly<Record<string, string>>;
  readonly #options: IosDriverOptions;
  readonly #ports = new FreePorts();
  #server: Promise<AppiumServer> | null = null;

  constructor(options: IosDriverOptions) {
    this.devices = options.devices;
    this.tools = options.tools;
    this.#options = options;
  }

  async inspect(path: string): Promise<Build> {
    return await inspectIpa(path);
  }

  claim({ device, udid }: IosDeviceConfig, purpose: string): () => void {
    return this.#options.claimPhone?.({ deviceId: device.id, udid }, purpose) ?? ((): void => {});
  }

  async openHost(config: IosDeviceConfig, onWaiting?: OnWaiting): Promise<AppHost> {
    const [server] = await Promise.all([this.#runningServer(onWaiting), loadWebdriver()]);
    return new IosAppHost(config, server, blamingTheWay(await this.#openPhone(server, config, onWaiting)));
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    // A start that failed has told so to whoever waited for it.
    const running = await server?.catch(() => null);
    await running?.stop();
  }

  async #openPhone(server: AppiumServer, config: IosDeviceConfig, onWaiting?: OnWaiting): Promise<PhoneSession> {
    for (let attempt = 1; ; attempt += 1) {
      const mark = await server.log.mark();
      try {
        return await this.#openOnFreePorts(server, config, onWaiting);
      } catch (error) {
        if (!(error instanceof AppHostError)) throw error;
        const { code, remedy } = error.fault;
        // A port that was free when it was chosen may be taken by the time somebody listens on it.
        if (code === 'PORT_OCCUPIED' && attempt < MAX_PORT_TRIES) continue;
        const evidence = [{ title: 'Log of Appium', text: await server.log.since(mark) }];
        throw unavailable(config.device.id, `${code}: ${error.message}`, `${remedy} More: ${troubleshooting(code)}`, {
          cause: error,
          evidence,
        });
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
