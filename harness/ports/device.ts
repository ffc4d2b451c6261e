/** What the engine needs of devices. */
import type { Build, Fingerprint } from '#harness/domain/build.ts';
import type { DatasetReference, Question } from '#harness/domain/dataset.ts';
import type { Device, DeviceState, ForcedThermal } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import type { LaunchTiming, Outcome } from '#harness/domain/launch.ts';
import type { GraphTimes } from '#harness/domain/operator-times.ts';
import type { PowerReading } from '#harness/domain/power.ts';
import type { Pass } from '#harness/domain/suite.ts';

/** One way to reach devices. */
export interface DeviceDriver {
  /** The devices this driver knows, without waking them. */
  devices(): readonly Device[];
  /** Reads an artefact and says what it is. Throws BUILD_INVALID or FILE_NOT_FOUND. */
  inspect(path: string): Promise<Build>;
  /** Versions of the tools the driver rests on. */
  tools(): Readonly<Record<string, string>>;
  /**
   * How the machine is that its devices compute on, as facts for reports; missing where its devices are no part of the
   * machine of the harness.
   */
  conditions?(): Readonly<Record<string, string>>;
  /**
   * Keeps other harnesses of this machine from the devices until what is returned is called. All of them or none: throws
   * DEVICE_UNAVAILABLE that says who has one.
   */
  claim(deviceIds: readonly string[], purpose: string): () => void;
  /**
   * Takes a device for this run. Throws DEVICE_UNAVAILABLE. `onWaiting` reports now and then what a long start waits
   * for.
   */
  open(deviceId: string, signal: AbortSignal, onWaiting?: (message: string) => void): Promise<DeviceSession>;
  /** Ends whatever the driver started. */
  close(): Promise<void>;
}

/** What one launch is to do. */
export type LaunchRequest = {
  readonly nonce: string;
  readonly build: Build;
  /** Its local file. */
  readonly artefact: string;
  readonly pass: Pass;
  readonly dataset: DatasetReference;
  readonly questions: readonly Question[];
  /** Counts what the operators take, of a device that can; nothing else of such a launch is to be used. */
  readonly areOperatorsTimed?: true;
};

/** What came of it. A fault is data; `isSessionLost` says that the session is of no more use. */
export type LaunchReport = {
  readonly outcome: Outcome;
  readonly fingerprint: Fingerprint | null;
  /** What the app reported; null when it did not. */
  readonly lowPowerMode: boolean | null;
  readonly timing: LaunchTiming;
  readonly isSessionLost: boolean;
  /** As in a launch; missing where the app was not reached or the driver does not know. */
  readonly sinceInstall?: number;
  /** By graph; missing where they were not asked for, and of a launch that was not measured. */
  readonly operators?: readonly GraphTimes[];
  /** What helps to understand a failure; missing where there is none. */
  readonly evidence?: readonly Evidence[];
};

/** One device held for a run. */
export interface DeviceSession {
  readonly device: Device;
  state(): Promise<DeviceState>;
  /** Its power telemetry as it is now; null for a device that has none. Throws DEVICE_LOST. */
  power(): Promise<PowerReading | null>;
  /**
   * The thermal states that can be forced on the device, as it says itself; none where it cannot. Throws
   * DEVICE_LOST.
   */
  forcedThermals(): Promise<readonly ForcedThermal[]>;
  /**
   * Launches of the build that have finished on the device since this session installed it, 0 or more; null where it is
   * not proven to be there, so that `launch` would install it. What installing throws away is back after the first.
   */
  sinceInstall(build: Build): number | null;
  /**
   * Installs the build unless it is proven to be there, runs the app once, brings its events home. The thermal state that the pass
   * forces holds for no longer than the launch, however it ends.
   */
  launch(request: LaunchRequest, signal: AbortSignal): Promise<LaunchReport>;
  close(): Promise<void>;
}

/** What an events file of an app shows without the phone that wrote it. */
export type EventsCheck = {
  readonly outcome: Outcome;
  /** Whether the app said if Low Power Mode is on. */
  readonly isPowerKnown: boolean;
};
