import type { AgentDevice } from '#devices/agent/driver.ts';

/** How one iPhone is reached, and what its telemetry means. */
export type IosDeviceConfig = AgentDevice & {
  readonly udid: string;
  readonly wda: {
    /** Bundle identifier of the signed WebDriverAgent runner; absent for the driver's default. */
    readonly bundleId?: string;
    /** Ports of this machine and of the phone; a free one is found where none is given. */
    readonly localPort?: number;
    readonly remotePort?: number;
    readonly mjpegPort?: number;
    /** How long WebDriverAgent may take to start on a quiet machine; absent for DEFAULT_START_LIMIT_MS. */
    readonly startLimitMs?: number;
  };
  /** How long an installation may take on a quiet machine; absent for a limit that grows with the build. */
  readonly installLimitMs?: number;
  /** How long the phone may take to report a thermal state that is forced on it; absent for DEFAULT_FORCING_LIMIT_MS. */
  readonly forcingLimitMs?: number;
  /**
   * How long the app with this bundle identifier has worked, in the time by which it reports, as somebody other than
   * the app saw it; null when it does not run. Absent for a physical phone, whose app reports by the clock of the wall.
   */
  readonly appTimeSeenMs?: (bundleId: string) => Promise<number | null>;
};

export const DEFAULT_START_LIMIT_MS = 60_000;
