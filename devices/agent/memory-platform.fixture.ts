import { type Build, iosIdentity } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { AppEnd, AppHost } from './app-host.ts';
import { type AgentDevice, type Platform, unavailable } from './driver.ts';
import { honestApp, MemoryHost, type ScriptedLife } from './memory-host.fixture.ts';
import type { AgentPlan } from './protocol.ts';

/** What builds of this platform do, by the name that their path ends with. */
export const MEMORY_BUILDS = ['sound', 'other', 'crashing', 'hungry', 'hanging', 'torn', 'impostor'] as const;
type MemoryBuild = (typeof MEMORY_BUILDS)[number];

const CRASH: AppEnd = { kind: 'product', code: 'CRASH', message: 'It crashed.', report: null };
const JETSAM: AppEnd = { kind: 'product', code: 'JETSAM', message: 'It took too much memory.', report: null };

/** A platform whose devices are made of memory. A build is a path such as `memory:sound`, and no file. */
export class MemoryPlatform implements Platform<AgentDevice> {
  readonly deviceNoun = 'device of memory';
  readonly tools = { memory: '1' };
  readonly devices: readonly AgentDevice[];
  /** The hosts that are open, by device. */
  readonly hosts = new Map<string, MemoryHost>();
  readonly #files = new Map<string, Map<string, Buffer>>();
  readonly #gone = new Set<string>();

  constructor(devices: readonly Device[]) {
    this.devices = devices.map((device) => ({ device, pollMs: 1, graceMs: 1 }));
  }

  async inspect(path: string): Promise<Build> {
    const name = MEMORY_BUILDS.find((known) => path === `memory:${known}`);
    if (name === undefined) {
      const code = path.startsWith('memory:') ? 'BUILD_INVALID' : 'FILE_NOT_FOUND';
      throw new BenchError(code, `${path} is not a build.`, { remedy: 'Choose one that exists.' });
    }
    return {
      id: Buffer.from(name.padEnd(32)).toString('hex'),
      label: name,
      version: name,
      platform: 'ios',
      bytes: 1,
      models: [{ name: 'model', sha256: 'a'.repeat(64), bytes: 1 }],
      identity: {
        kind: 'ios',
        bundleId: 'memory',
        buildNumber: '1',
        minimumOsVersion: '1',
        binaryUuid: `uuid-${name}`,
      },
    };
  }

  claim(): () => void {
    return () => {};
  }

  async openHost({ device }: AgentDevice): Promise<AppHost> {
    if (this.#gone.has(device.id)) throw unavailable(device.id, 'it is gone', 'Find it.');
    const files = this.#files.get(device.id) ?? new Map<string, Buffer>();
    this.#files.set(device.id, files);
    const host = new MemoryHost(device, files);
    host.script = (plan, build) => lifeOf(host, plan, build);
    this.hosts.set(device.id, host);
    return host;
  }

  /** Takes a device away for good. */
  vanish(deviceId: string): void {
    this.#gone.add(deviceId);
    const host = this.hosts.get(deviceId);
    if (host !== undefined) host.isGone = true;
  }

  async close(): Promise<void> {
    // Nothing was started but the hosts.
  }
}

function lifeOf(host: MemoryHost, plan: AgentPlan, build: Build): ScriptedLife {
  const { written } = honestApp(plan, build);
  switch (build.label as MemoryBuild) {
    case 'sound':
    case 'other':
      return { written, stateAfter: 'foreground' };
    case 'crashing':
    case 'hungry':
      host.end = build.label === 'hungry' ? JETSAM : CRASH;
      return { written: written.split('\n', 3).join('\n'), stateAfter: 'notRunning' };
    case 'hanging':
      return { written: `${written.split('\n', 2).join('\n')}\n`, stateAfter: 'foreground' };
    case 'torn':
      return { written: written.slice(0, -30), stateAfter: 'foreground' };
    case 'impostor':
      return {
        written: honestApp(plan, {
          ...build,
          identity: { ...iosIdentity(build), binaryUuid: 'another' },
        }).written,
        stateAfter: 'foreground',
      };
  }
}
