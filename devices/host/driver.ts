import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppHost } from '#devices/agent/app-host.ts';
import { type AgentDevice, agentDriver, type Platform } from '#devices/agent/driver.ts';
import type { Build } from '#harness/domain/build.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import { LocalAppHost } from './app-host.ts';
import { inspectModel } from './build.ts';
import { conditionsNow, thisMachine } from './machine.ts';
import { pinningOf } from './pinning.ts';
import { installProgram } from './program.ts';

const POLL_MS = 100;

export type HostDriverOptions = {
  /** Keeps other harnesses from measuring on this machine until what is returned is called. Throws DEVICE_UNAVAILABLE. */
  readonly claim: (purpose: string) => () => void;
  /** Versions of the tools. */
  readonly tools: Readonly<Record<string, string>>;
  /** Comes before anything is written. */
  readonly prepare?: () => Promise<void>;
  /** The module that every app begins with; the one that ships where it is left out. */
  readonly main?: string;
  /** As of a device's configuration. */
  readonly graceMs?: number;
};

/** The machine of the harness itself, as one device that runs the models of builds. */
export function hostDriver(options: HostDriverOptions): DeviceDriver {
  return agentDriver(new ThisMachine(options));
}

/** Versions of what the apps of this machine rest on. */
export function hostTools(): Readonly<Record<string, string>> {
  const manifest = findPackageJSON('onnxruntime-node', import.meta.url);
  if (manifest === undefined) return {};
  const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest, 'utf8'));
  return { 'onnxruntime-node': version };
}

class ThisMachine implements Platform<AgentDevice> {
  readonly deviceNoun = 'machine';
  readonly devices: readonly AgentDevice[];
  readonly tools: Readonly<Record<string, string>>;
  readonly #options: HostDriverOptions;

  constructor(options: HostDriverOptions) {
    const { tools, graceMs } = options;
    this.devices = [{ device: thisMachine(), pollMs: POLL_MS, ...(graceMs === undefined ? {} : { graceMs }) }];
    this.tools = tools;
    this.#options = options;
  }

  async inspect(path: string): Promise<Build> {
    return await inspectModel(path);
  }

  claim(_: AgentDevice, purpose: string): () => void {
    return this.#options.claim(purpose);
  }

  conditions(): Readonly<Record<string, string>> {
    return { ...conditionsNow(), 'Cores of the app': pinningOf(1).text };
  }

  async openHost({ device }: AgentDevice): Promise<AppHost> {
    await this.#options.prepare?.();
    const folder = await mkdtemp(join(tmpdir(), 'fastvlm-host-'));
    return new LocalAppHost(device, folder, await installProgram(folder, this.#options.main));
  }

  async close(): Promise<void> {
    // Nothing was started but the hosts.
  }
}
