import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { Evidence } from '#harness/domain/evidence.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { DeviceDriver, DeviceSession } from '#harness/ports/device.ts';
import type { AppHost } from './app-host.ts';
import { AgentSession } from './session.ts';

/** Hears now and then what opening a device still waits for. */
export type OnWaiting = (message: string) => void;

/** How one device is known and watched; a platform adds how it is reached. */
export type AgentDevice = {
  readonly device: Device;
  /** How often a running launch is looked at. */
  readonly pollMs: number;
  /** How long an app may take, on a quiet machine, to say that it missed its deadline; absent for the session's own. */
  readonly graceMs?: number;
};

/** The devices of one platform, and how they are opened. */
export interface Platform<Config extends AgentDevice> {
  /** What one of its devices is called, such as `iPhone`. */
  readonly deviceNoun: string;
  readonly devices: readonly Config[];
  /** Versions of the tools that it rests on. */
  readonly tools: Readonly<Record<string, string>>;
  /** Reads a package and says what it is. Throws BUILD_INVALID or FILE_NOT_FOUND. */
  inspect(path: string): Promise<Build>;
  /** As of a driver. */
  conditions?(): Readonly<Record<string, string>>;
  /** Keeps other harnesses of this machine from a device until what is returned is called. Throws DEVICE_UNAVAILABLE. */
  claim(config: Config, purpose: string): () => void;
  /** Throws DEVICE_UNAVAILABLE, made by `unavailable`. */
  openHost(config: Config, onWaiting?: OnWaiting): Promise<AppHost>;
  /** Ends whatever it started, once its hosts are closed. Does nothing the second time. */
  close(): Promise<void>;
}

/** Makes a driver of a platform: every device is opened once at a time, and its sessions speak the bench-agent protocol. */
export function agentDriver<Config extends AgentDevice>(platform: Platform<Config>): DeviceDriver {
  return new AgentDriver(platform);
}

class AgentDriver<Config extends AgentDevice> implements DeviceDriver {
  readonly #platform: Platform<Config>;
  readonly #sessions = new Map<string, DeviceSession | null>();

  constructor(platform: Platform<Config>) {
    this.#platform = platform;
  }

  devices(): readonly Device[] {
    return this.#platform.devices.map(({ device }) => device);
  }

  async inspect(path: string): Promise<Build> {
    return await this.#platform.inspect(path);
  }

  tools(): Readonly<Record<string, string>> {
    return this.#platform.tools;
  }

  conditions(): Readonly<Record<string, string>> {
    return this.#platform.conditions?.() ?? {};
  }

  claim(deviceIds: readonly string[], purpose: string): () => void {
    const releases: (() => void)[] = [];
    const release = (): void => {
      for (const one of releases.splice(0)) one();
    };
    try {
      for (const config of this.#platform.devices) {
        if (deviceIds.includes(config.device.id)) releases.push(this.#platform.claim(config, purpose));
      }
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  async open(deviceId: string, signal: AbortSignal, onWaiting?: OnWaiting): Promise<DeviceSession> {
    signal.throwIfAborted();
    const config = this.#platform.devices.find(({ device }) => device.id === deviceId);
    if (config === undefined) {
      const known = this.devices().map(({ id }) => id);
      const remedy = `Choose one of: ${known.join(', ') || 'none is known'}.`;
      throw unavailable(deviceId, `no such ${this.#platform.deviceNoun} is known`, remedy);
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
    await this.#platform.close();
  }

  async #start(config: Config, onWaiting?: OnWaiting): Promise<DeviceSession> {
    return new AgentSession({
      host: await this.#platform.openHost(config, onWaiting),
      pollMs: config.pollMs,
      graceMs: config.graceMs,
      onClose: () => this.#sessions.delete(config.device.id),
    });
  }
}

/** The error of a device that cannot be opened. */
export function unavailable(
  deviceId: string,
  why: string,
  remedy: string,
  more: { readonly cause?: unknown; readonly evidence?: readonly Evidence[] } = {},
): BenchError {
  return new BenchError('DEVICE_UNAVAILABLE', `${deviceId} cannot be used: ${why}`, { remedy, ...more });
}
