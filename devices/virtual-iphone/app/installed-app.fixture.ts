import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { vi } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { type EventsReading, isFinished, readEvents } from '#devices/agent/events.ts';
import type { AgentPlan, PlannedIteration } from '#devices/agent/protocol.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { provideFrameworks } from '#devices/agent-node/frameworks.ts';
import { bundleFiles } from './bundle-files.ts';
import { BUILDS, type SampleBuild } from './builds.ts';
import type { PhoneState } from './phone.ts';
import type { BuildFault } from './build-fault.ts';

/** Ends a test that hangs; none is decided by it. */
const FINISH_TIMEOUT_MS = 600_000;

export const STATE: PhoneState = {
  thermal: 'nominal',
  lowPowerMode: false,
  speedFactor: 1,
  model: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
  memoryBytes: 8 * 2 ** 30,
  memoryLimitBytes: 6 * 2 ** 30,
  compileMs: 0,
};

/** A build unpacked as a phone unpacks it, with a container and the images of the dataset in it. */
export class InstalledApp {
  readonly executable: string;
  readonly #root = realpathSync(mkdtempSync(join(tmpdir(), 'sample-app-')));
  readonly #running = new Set<Child>();
  #launches = 0;

  constructor() {
    this.executable = join(this.#root, 'FastVLMBench.app', 'FastVLMBench');
  }

  async install(build: SampleBuild = BUILDS.reference, fault: BuildFault | null = null): Promise<this> {
    provideFrameworks(this.#root);
    for (const { path, bytes, mode } of await bundleFiles(build, fault)) {
      const file = join(dirname(this.executable), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { mode: mode & 0o777 });
    }
    mkdirSync(this.path('bench/data/shapes'), { recursive: true });
    mkdirSync(join(this.#root, 'tmp'));
    for (const { imagePath, imageSha256 } of (await shapesVqa().load('captions')).questions) {
      copyFileSync(imagePath, this.path(`bench/data/shapes/${imageSha256}.png`));
    }
    this.setState(STATE);
    return this;
  }

  /** A path in the app's Documents folder. */
  path(name: string): string {
    return join(this.#root, 'Documents', name);
  }

  /** What lies in the container besides its documents and the app: all that a launch left there. */
  otherFiles(): readonly string[] {
    const own = new Set(['Documents', 'FastVLMBench.app', 'node_modules', 'package.json', 'state.json', 'tmp']);
    const names = [...readdirSync(this.#root), ...readdirSync(join(this.#root, 'tmp'))];
    return names.filter((name) => !own.has(name));
  }

  /** Puts a new file in the old one's place, as a phone does: nobody reads half of it. */
  setState(state: PhoneState): void {
    writeFileSync(join(this.#root, 'state.next'), JSON.stringify(state));
    renameSync(join(this.#root, 'state.next'), join(this.#root, 'state.json'));
  }

  /** Starts a process with this plan; `planText` stands in for a plan that is none. */
  start(plan: AgentPlan, planText: string = JSON.stringify(plan)): RunningApp {
    return this.#spawn([this.executable], plan, planText);
  }

  /** Starts a process that starts the app, as a phone does, and shares its standard output with it. */
  startWithPhone(plan: AgentPlan): RunningApp {
    const script = 'require("node:child_process").spawn(process.execPath, [process.argv[1]], { stdio: "inherit" })';
    return this.#spawn(['-e', script, this.executable], plan, JSON.stringify(plan));
  }

  #spawn(command: readonly string[], plan: AgentPlan, planText: string): RunningApp {
    const folder = `bench/launch-${(this.#launches += 1)}`;
    mkdirSync(this.path(folder), { recursive: true });
    writeFileSync(this.path(`${folder}/plan.json`), planText);
    const child = spawn(process.execPath, command, {
      env: {
        PATH: process.env['PATH'],
        HOME: this.#root,
        TMPDIR: join(this.#root, 'tmp'),
        FASTVLM_BENCH_PLAN: `${folder}/plan.json`,
        VIRTUAL_IPHONE_STATE: join(this.#root, 'state.json'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#running.add(child);
    return new RunningApp(child, plan, this.path(`${folder}/events.ndjson`));
  }

  async close(): Promise<void> {
    for (const child of this.#running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    rmSync(this.#root, { recursive: true });
  }
}

type Child = ChildProcessByStdio<null, Readable, null>;

/** One process of the app. */
export class RunningApp {
  readonly child: Child;
  readonly #plan: AgentPlan;
  readonly #eventsPath: string;

  constructor(child: Child, plan: AgentPlan, eventsPath: string) {
    this.child = child;
    this.#plan = plan;
    this.#eventsPath = eventsPath;
  }

  events(): Buffer {
    return readFileSync(this.#eventsPath);
  }

  /** Resolves when the events hold this text. */
  async hasWritten(text: string): Promise<void> {
    await vi.waitUntil(() => this.#has(text), { timeout: FINISH_TIMEOUT_MS, interval: 5 });
  }

  /** What the harness reads when the app has written its last line. */
  async finished(): Promise<EventsReading> {
    await vi.waitUntil(() => this.#has('') && isFinished(this.events()), { timeout: FINISH_TIMEOUT_MS, interval: 5 });
    return readEvents(this.events(), this.#plan);
  }

  /** The last line of a launch that gave up. */
  async error(): Promise<unknown> {
    await this.finished();
    return JSON.parse(this.events().toString().trimEnd().split('\n').at(-1) ?? '');
  }

  #has(text: string): boolean {
    try {
      return this.events().includes(text);
    } catch {
      return false;
    }
  }
}

/** A plan of these questions, with one launch's usual settings. */
export function planFor(questions: readonly Question[], change: Partial<AgentPlan> = {}): AgentPlan {
  return {
    protocol: 1,
    nonce: 'launch-1',
    deadlineMs: 60_000,
    model: 'nano',
    decoding: { maxOutputTokens: 48, stopAtEndOfSequence: true },
    promptTemplate: '{question}',
    imageSizePx: null,
    data: 'bench/data/shapes',
    warmupIterations: 1,
    iterations: questions.map(planned),
    cycles: 1,
    sustainForMs: null,
    record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
    ...change,
  };
}

function planned(question: Question): PlannedIteration {
  return { questionId: question.id, image: `${question.imageSha256}.png`, question: question.text };
}
