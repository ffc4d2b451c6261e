import { createHash } from 'node:crypto';
import { appIdOf, type Build, iosIdentity } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import {
  type AppEnd,
  type AppHost,
  AppHostError,
  type AppState,
  type AppTime,
  type FileLook,
  type HostedApp,
  type HostFault,
  type HostLog,
  type PowerTelemetry,
  type ThermalForcing,
} from './app-host.ts';
import { type AgentPlan, EVENTS_FILE, PLAN_FILE, PLAN_VARIABLE } from './protocol.ts';

/** What an app does once it is launched: all that it will have written, and how it is found then. */
export type ScriptedLife = { readonly written: string; readonly stateAfter: AppState };
export type ScriptedApp = (plan: AgentPlan, build: Build) => ScriptedLife;

const MIB = 2 ** 20;
const GONE: HostFault = {
  kind: 'infrastructure',
  code: 'GONE',
  message: 'The device is gone',
  remedy: 'Find it.',
  isSessionLost: true,
};
/** An app writes its file in so many pieces; each look finds one more of them. */
const PIECES = 3;

/** A device made of memory, with apps that follow a script: what a platform must be, and no more. */
export class MemoryHost implements AppHost {
  readonly device: Device;
  appTime: AppTime = { kind: 'unseen' };
  power: PowerTelemetry | null = null;
  thermal: ThermalForcing | null = null;
  log: HostLog | null = null;
  script: ScriptedApp = honestApp;
  /** Thrown by the next command of this name, once. */
  fault: { readonly command: string; readonly fault: HostFault } | null = null;
  /** Every command in its order, such as `install two` or `push bench/data/…`. */
  readonly commands: string[] = [];
  end: AppEnd = { kind: 'product', code: 'APP_ENDED', message: 'Nothing explains it.', report: null };
  /** What the device keeps, by app and path; it outlives the host, as a device does. */
  readonly files: Map<string, Buffer>;
  readonly apps = new Map<string, MemoryApp>();
  isClosed = false;
  /** From then on every command fails, and the session is lost. */
  isGone = false;

  constructor(device: Device, files = new Map<string, Buffer>()) {
    this.device = device;
    this.files = files;
  }

  app(build: Build): MemoryApp {
    const app = this.apps.get(appIdOf(build)) ?? new MemoryApp(this, appIdOf(build));
    this.apps.set(appIdOf(build), app);
    return app;
  }

  async install(build: Build): Promise<void> {
    this.do(`install ${build.label}`);
    this.app(build).build = build;
  }

  async conditions(): Promise<DeviceState> {
    this.do('conditions');
    const unknown = { charging: null, supply: null, lowPowerMode: null, temperatureC: null };
    return { at: new Date().toISOString(), thermal: null, batteryPercent: null, ...unknown };
  }

  async explainEnd(build: Build): Promise<AppEnd> {
    this.do(`explainEnd ${build.label}`);
    return this.end;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.do('close');
  }

  do(command: string): void {
    this.commands.push(command);
    if (this.isGone) throw new AppHostError(GONE);
    const { fault } = this;
    if (fault === null || command.split(' ')[0] !== fault.command) return;
    this.fault = null;
    throw new AppHostError(fault.fault);
  }
}

class MemoryApp implements HostedApp {
  readonly id: string;
  build: Build | null = null;
  #state: AppState = 'notRunning';
  #life: { readonly path: string; readonly written: Buffer; readonly stateAfter: AppState } | null = null;
  #looks = 0;
  readonly #host: MemoryHost;

  constructor(host: MemoryHost, id: string) {
    this.#host = host;
    this.id = id;
  }

  async state(): Promise<AppState> {
    return this.#state;
  }

  async launch(environment: Readonly<Record<string, string>>): Promise<void> {
    this.#host.do('launch');
    const planPath = environment[PLAN_VARIABLE] ?? '';
    const plan = JSON.parse((await this.pull(planPath))?.toString() ?? 'null') as AgentPlan;
    if (this.build === null) throw new Error('the app is not installed');
    const { written, stateAfter } = this.#host.script(plan, this.build);
    this.#life = { path: planPath.replace(PLAN_FILE, EVENTS_FILE), written: Buffer.from(written), stateAfter };
    [this.#state, this.#looks] = ['foreground', 0];
  }

  async terminate(): Promise<void> {
    this.#host.do('terminate');
    this.#state = 'notRunning';
  }

  async push(path: string, content: Uint8Array): Promise<void> {
    this.#host.do(`push ${path}`);
    this.#host.files.set(`${this.id}/${path}`, Buffer.from(content));
  }

  async pull(path: string): Promise<Buffer | null> {
    return this.#host.files.get(`${this.id}/${path}`) ?? null;
  }

  async look(path: string, from: number): Promise<FileLook | null> {
    this.#host.do('look');
    const life = this.#life;
    if (life === null || life.path !== path || life.written.length === 0) return this.#quiet();
    if (from === 0 || this.#looks > 0) this.#looks += 1;
    const bytes = Math.min(life.written.length, Math.ceil((life.written.length * this.#looks) / PIECES));
    if (this.#looks >= PIECES) this.#quiet();
    return { bytes, content: life.written.subarray(from, bytes) };
  }

  /** It has written all that it will write. */
  #quiet(): null {
    this.#state = this.#life?.stateAfter ?? this.#state;
    return null;
  }

  async removeFolder(path: string): Promise<void> {
    this.#host.do(`removeFolder ${path}`);
    for (const name of this.#host.files.keys()) {
      if (name.startsWith(`${this.id}/${path}/`)) this.#host.files.delete(name);
    }
  }
}

const MS = 1_000_000;

/** Does all that the plan asks for, in milliseconds that nothing contradicts. */
export function honestApp(plan: AgentPlan, build: Build): ScriptedLife {
  const events: object[] = [helloOf(plan, build)];
  let [nowNs, index] = [0, 0];
  const work = (): { readonly startNs: number; readonly endNs: number } => {
    nowNs += MS;
    return { startNs: nowNs - MS, endNs: nowNs };
  };
  for (let cycle = 0; cycle < plan.cycles; cycle += 1) {
    events.push({ event: 'load', ...work(), cache: cycle === 0 ? 'cold' : 'warm', footprintBytes: 9 * MIB });
    if (plan.record.footprintIntervalMs !== null) events.push({ event: 'footprint', atNs: nowNs, bytes: 9 * MIB });
    for (const [phase, count] of [
      ['warmup', cycle === 0 ? plan.warmupIterations : 0],
      ['measured', plan.iterations.length],
    ] as const) {
      for (let position = 0; position < count; position += 1) {
        const { questionId = 0 } = plan.iterations[position % plan.iterations.length] ?? {};
        const spans = [{ stage: 'prefill', ...work() }];
        const output = { tokenNs: [nowNs], tokenIds: 'a'.repeat(64), tokenCount: 1, answer: 'red' };
        events.push({ event: 'iteration', index, phase, cycle, questionId, spans, ...output });
        index += 1;
      }
    }
    if (plan.cycles > 1) events.push({ event: 'unload', ...work(), footprintBytes: 8 * MIB });
  }
  if (plan.record.operatorTimes === true) {
    const operators = [{ operator: 'Conv', calls: index, totalNs: index * MS }];
    events.push({ event: 'operators', graph: 'model', operators });
  }
  return { written: fileOf(events), stateAfter: 'foreground' };
}

export function helloOf(plan: AgentPlan, build: Build): object {
  const { bundleId, buildNumber, binaryUuid } = iosIdentity(build);
  return {
    event: 'hello',
    protocol: 1,
    nonce: plan.nonce,
    agent: { name: 'scripted', version: '1' },
    app: { bundleId, version: build.version, build: buildNumber, binaryUuid },
    models: build.models,
    device: { model: 'memory', osVersion: '1', osBuild: '1' },
  };
}

function fileOf(events: readonly object[]): string {
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const sha256 = createHash('sha256').update(body).digest('hex');
  const done = { event: 'done', events: events.length, sha256, peakFootprintBytes: 10 * MIB };
  return `${body}${JSON.stringify(done)}\n`;
}
