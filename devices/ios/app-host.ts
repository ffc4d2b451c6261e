import type {
  AppEnd,
  AppHost,
  AppTime,
  HostedApp,
  HostLog,
  PowerTelemetry,
  ThermalForcing,
} from '#devices/agent/app-host.ts';
import type { AppiumServer } from '#devices/appium/server.ts';
import { readHostLoad, slowdown } from '#devices/patience/host-load.ts';
import { type Build, iosIdentity } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import { AppContainer } from './app-container.ts';
import { readCrashReports } from './crash-reports.ts';
import type { IosDeviceConfig } from './device-config.ts';
import { explainFromReports } from './end-report.ts';
import type { PhoneSession } from './phone-session.ts';
import { openRemoteFiles, type RemoteFiles } from './remote-files.ts';
import { deviceState, powerReading } from './telemetry.ts';
import { DEFAULT_FORCING_LIMIT_MS, ThermalInducer } from './thermal-inducer.ts';

const INSTALL_BASE_MS = 60_000;
const INSTALL_BYTES_PER_MS = 2_000;
/**
 * The driver takes its limit for each of two ways to install, and 30 s more. Giving up before it does would leave an
 * installation at work that replaces the app in the middle of the next launch.
 */
const INSTALL_BACKSTOP_MS = 120_000;
/** How long after the end of an app its crash report may appear: a phone takes seconds, longer for a large process. */
const REPORT_WAIT_MS = { physical: 15_000, virtual: 3_000, host: 3_000 } as const;

/** One iPhone, physical or virtual, through a session of the XCUITest driver. */
export class IosAppHost implements AppHost {
  readonly device: Device;
  readonly appTime: AppTime;
  readonly power: PowerTelemetry;
  readonly thermal: ThermalForcing;
  readonly log: HostLog;
  readonly #config: IosDeviceConfig;
  readonly #server: AppiumServer;
  readonly #phone: PhoneSession;
  readonly #files: RemoteFiles;

  constructor(config: IosDeviceConfig, server: AppiumServer, phone: PhoneSession) {
    this.device = config.device;
    this.appTime = appTimeOf(config);
    this.power = new PhonePower(phone);
    this.thermal = new ThermalInducer(phone, config.forcingLimitMs ?? DEFAULT_FORCING_LIMIT_MS);
    this.log = {
      title: 'Log of Appium',
      mark: async () => await server.log.mark(),
      since: async (mark) => await server.log.since(mark),
    };
    this.#config = config;
    this.#server = server;
    this.#phone = phone;
    this.#files = openRemoteFiles(config.udid, server);
  }

  app(build: Build): HostedApp {
    return new AppContainer(this.#phone, this.#files, iosIdentity(build).bundleId);
  }

  async install({ bytes }: Build, artefact: string): Promise<void> {
    const quietMs = this.#config.installLimitMs ?? INSTALL_BASE_MS + bytes / INSTALL_BYTES_PER_MS;
    // The driver counts on the wall.
    const limitMs = Math.ceil(quietMs * slowdown(readHostLoad()));
    const installation = { app: artefact, timeoutMs: limitMs };
    await this.#phone.run('installApp', installation, limitMs * 2 + INSTALL_BACKSTOP_MS);
  }

  async conditions(): Promise<DeviceState> {
    const [battery, device] = await Promise.all([this.#phone.run('batteryInfo'), this.#phone.run('deviceInfo')]);
    return deviceState(battery, device, new Date());
  }

  async explainEnd(build: Build, launchedAt: Date): Promise<AppEnd> {
    const { bundleId, binaryUuid, executable = null } = iosIdentity(build);
    const app = { bundleId, binaryUuid, executable, launchedAt };
    const query = {
      udid: this.#config.udid,
      since: launchedAt,
      waitMs: REPORT_WAIT_MS[this.device.provenance],
      isEnough: (reports: readonly string[]) => explainFromReports(reports, app).report !== null,
    };
    return explainFromReports(await readCrashReports(query, this.#server), app);
  }

  async close(): Promise<void> {
    this.#files.close();
    await this.#phone.close();
  }
}

/** An app on a virtual phone does not report by the clock of the wall; its phone can tell its time, or else nobody can. */
function appTimeOf({ device, appTimeSeenMs }: IosDeviceConfig): AppTime {
  if (appTimeSeenMs !== undefined) return { kind: 'own', workedMs: async (app) => await appTimeSeenMs(app.id) };
  return { kind: device.provenance === 'physical' ? 'wall' : 'unseen' };
}

class PhonePower implements PowerTelemetry {
  readonly #phone: PhoneSession;
  #latest: PowerReading | null = null;

  constructor(phone: PhoneSession) {
    this.#phone = phone;
  }

  async read(): Promise<PowerReading> {
    this.#latest = powerReading(await this.#phone.run('batteryInfo'), performance.now(), this.#latest);
    return this.#latest;
  }
}
