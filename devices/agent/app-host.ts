/** What the session core needs from a platform: one device, reached in whatever way, and the apps on it. */
import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState, ForcedThermal } from '#harness/domain/device.ts';
import type { Fault } from '#harness/domain/launch.ts';
import type { PowerReading } from '#harness/domain/power.ts';

/** A failure of a device, of an app on it or of the way there: whose fault it is, and what a person can do. */
export type HostFault = Fault & {
  readonly remedy: string;
  /** The device can no longer be used through this host; a new one may work. */
  readonly isSessionLost: boolean;
};

/** Thrown by every method of a host. Any other error is a mistake in the program. */
export class AppHostError extends Error {
  readonly fault: HostFault;

  constructor(fault: HostFault, cause?: unknown) {
    super(fault.message, cause === undefined ? undefined : { cause });
    this.name = 'AppHostError';
    this.fault = fault;
  }
}

/** `background`: it lives, but the device has taken the foreground or the processor from it. */
export type AppState = 'notRunning' | 'background' | 'foreground';

/** A file as it is now, and its bytes from the asked position on, or the first part of them. */
export type FileLook = { readonly bytes: number; readonly content: Buffer };

/**
 * One app on the device: its process, and the folder in which it exchanges files with the harness. Paths are relative to
 * that folder, with `/` between names. All methods throw AppHostError.
 */
export interface HostedApp {
  /** Apps with equal ids replace each other when they are installed; others stay installed side by side. */
  readonly id: string;
  /** `notRunning` also for an app that is not installed. */
  state(): Promise<AppState>;
  /**
   * Starts the app, which must not be running, with these environment variables. Resolves when the device has said that
   * it runs, not when it has done anything.
   */
  launch(environment: Readonly<Record<string, string>>): Promise<void>;
  /** Ends the app at once. Does nothing when it is not running or not installed. */
  terminate(): Promise<void>;
  /** Writes a whole file, and the folders above it where they are missing. */
  push(path: string, content: Uint8Array): Promise<void>;
  /** Null when there is no such file. */
  pull(path: string): Promise<Buffer | null>;
  /**
   * Looks at a file that the app is writing, and must disturb it as little as possible. `from` is a position in bytes.
   * Null when there is no such file.
   */
  look(path: string, from: number): Promise<FileLook | null>;
  /** Does nothing when there is no such folder. */
  removeFolder(path: string): Promise<void>;
}

/** Why an app is gone that was not done. */
export type AppEnd = {
  readonly kind: Fault['kind'];
  /** Such as `CRASH`, `JETSAM`, or `APP_ENDED` where nothing explains it. */
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** The device's own report about it, as text; null without one. */
  readonly report: string | null;
};

/**
 * By which clock apps report, and so who can check them. `wall`: by that of the wall, so that the core itself sees how long
 * they work. `own`: by a clock that this host can read too; null while the app does not run. `unseen`: nobody can.
 */
export type AppTime =
  | { readonly kind: 'wall' }
  | { readonly kind: 'own'; readonly workedMs: (app: HostedApp) => Promise<number | null> }
  | { readonly kind: 'unseen' };

/** The counters of what a device draws. */
export interface PowerTelemetry {
  /** As they are now; a key that the device does not report is null. Throws AppHostError. */
  read(): Promise<PowerReading>;
}

/** Makes a device pretend thermal states. All methods throw AppHostError. */
export interface ThermalForcing {
  /** Those that it can pretend; none where it cannot. */
  states(): Promise<readonly ForcedThermal[]>;
  /** Resolves when the device reports the state as its own. Fails where it pretends something already. */
  force(state: ForcedThermal, signal: AbortSignal): Promise<void>;
  /** Brings the real state back; does nothing where none is forced. */
  release(): Promise<void>;
}

/** What the tools between harness and device log; both methods never throw. */
export interface HostLog {
  /** For people, such as `Log of Appium`. */
  readonly title: string;
  /** A position to read from later. */
  mark(): Promise<number>;
  since(mark: number): Promise<string>;
}

/** One device, held from the moment that the host is opened until it is closed. What it cannot do is null. */
export interface AppHost {
  readonly device: Device;
  readonly appTime: AppTime;
  /** Null for a device without power telemetry; launches on it have no energy. */
  readonly power: PowerTelemetry | null;
  /** Null for a device that cannot pretend a thermal state. */
  readonly thermal: ThermalForcing | null;
  /** Null where nothing is logged. */
  readonly log: HostLog | null;
  /** Reaches for nothing: the app need not be installed. */
  app(build: Build): HostedApp;
  /**
   * Puts the build on the device in the place of any app with its id, within a limit of the host's own.
   *
   * @param artefact its local file
   */
  install(build: Build, artefact: string): Promise<void>;
  /** Temperature, battery and the like; null for each that the device does not report. */
  conditions(): Promise<DeviceState>;
  /**
   * Why the app is gone that was launched at this moment. Waits for a report as long as the device may take to write one.
   * Never throws: without a report it says so.
   */
  explainEnd(build: Build, launchedAt: Date): Promise<AppEnd>;
  /** Gives the device back. Does nothing the second time; throws AppHostError when the device is gone. */
  close(): Promise<void>;
}
