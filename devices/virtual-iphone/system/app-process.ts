import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import type { AppExit } from './crash-report.ts';
import { reapedChildrenCpuMs, type Vitals } from './process-probe.ts';

/** What an app is started with. */
export type AppLaunch = {
  readonly bundleId: string;
  readonly name: string;
  readonly executable: string;
  readonly container: string;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
};

/** How programs of Linux begin: elf(5). */
const ELF_MAGIC = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const LAST_ERROR_LINES = 20;
/** How long the last output of an ended process may take to arrive. */
const OUTPUT_GRACE_MS = 250;
/** One app running on the phone: a process of its own on the host. */
export class AppProcess {
  /** The pid on the phone. */
  readonly pid: number;
  readonly launch: AppLaunch;
  readonly exited: Promise<AppExit>;
  /** Called with every line that the app writes. */
  onLine: ((line: string) => void) | null = null;
  readonly #child: ChildProcess;
  readonly #lastErrorLines: string[] = [];
  #vitals: Vitals = { cpuMs: 0, residentBytes: 0, peakResidentBytes: 0 };
  #vitalsAtMs = performance.now();
  #reapedAtVitalsMs = reapedChildrenCpuMs();
  #timeOnPhoneMs = 0;
  #cause: AppExit['cause'] = 'itself';
  #hasExited = false;

  constructor(pid: number, launch: AppLaunch, stateFile: string) {
    this.pid = pid;
    this.launch = launch;
    const [program, script] = isNative(launch.executable)
      ? [launch.executable, []]
      : [process.execPath, [launch.executable]];
    this.#child = spawn(program, [...script, ...launch.parameters], {
      cwd: launch.container,
      env: {
        PATH: process.env['PATH'],
        ...launch.environment,
        HOME: launch.container,
        TMPDIR: `${launch.container}/tmp`,
        VIRTUAL_IPHONE_STATE: stateFile,
      },
      // A group of its own: an interrupt at the host's terminal is not the app's, and killing it takes its children
      // along.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = this.#watchExit();
    this.#relay(this.#child.stdout, false);
    this.#relay(this.#child.stderr, true);
  }

  /** The pid on the host; null when the host could not start it. */
  get hostPid(): number | null {
    return this.#child.pid ?? null;
  }

  get hasExited(): boolean {
    return this.#hasExited;
  }

  get vitals(): Vitals {
    return this.#vitals;
  }

  /** CPU time so far, as long as it would have taken on the phone. */
  get timeOnPhoneMs(): number {
    return this.#timeOnPhoneMs;
  }

  /** @param speedFactor of the phone since the last look */
  record(vitals: Vitals, speedFactor: number): void {
    if (this.#hasExited || vitals.cpuMs < this.#vitals.cpuMs) return;
    this.#timeOnPhoneMs += (vitals.cpuMs - this.#vitals.cpuMs) / speedFactor;
    this.#vitals = vitals;
    this.#vitalsAtMs = performance.now();
    this.#reapedAtVitalsMs = reapedChildrenCpuMs();
  }

  /** Ends the process for good; the exit follows. */
  kill(cause: AppExit['cause'], signal: NodeJS.Signals = 'SIGKILL'): void {
    if (this.#hasExited || this.hostPid === null) return;
    this.#cause = cause;
    try {
      process.kill(-this.hostPid, signal);
    } catch {
      // Already gone; its exit is on the way.
    }
  }

  #watchExit(): Promise<AppExit> {
    return new Promise((resolve) => {
      const end = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#hasExited) return;
        this.#hasExited = true;
        this.#vitals = { ...this.#vitals, cpuMs: this.#finalCpuMs(), residentBytes: 0 };
        const report = (): void => {
          clearTimeout(grace);
          resolve({
            code,
            signal,
            cause: this.#cause,
            cpuMs: this.#vitals.cpuMs,
            peakResidentBytes: this.#vitals.peakResidentBytes,
            lastErrorLines: this.#lastErrorLines,
          });
        };
        // The pipes close after the last line, unless a child of the app still holds them.
        const grace = setTimeout(report, OUTPUT_GRACE_MS);
        this.#child.once('close', report);
      };
      this.#child.once('exit', end);
      this.#child.once('error', () => end(null, null));
    });
  }

  /**
   * CPU time to the very end. The kernel hands it over when the process is waited for, in one sum with all other
   * children, so it is taken from there and held between what was last seen and what all cores could have done since.
   */
  #finalCpuMs(): number {
    const reaped = reapedChildrenCpuMs();
    const seen = this.#vitals.cpuMs;
    if (reaped === null || this.#reapedAtVitalsMs === null) return seen;
    const most = seen + (performance.now() - this.#vitalsAtMs) * availableParallelism();
    return Math.min(Math.max(reaped - this.#reapedAtVitalsMs, seen), most);
  }

  #relay(stream: NodeJS.ReadableStream | null, isError: boolean): void {
    if (stream === null) return;
    const lines = createInterface({ input: stream, crlfDelay: Infinity });
    lines.on('line', (line) => {
      if (isError) {
        this.#lastErrorLines.push(line);
        if (this.#lastErrorLines.length > LAST_ERROR_LINES) this.#lastErrorLines.shift();
      }
      this.onLine?.(line);
    });
  }
}

/** Whether the host can run the file as it is: a program of Linux. Everything else is for Node. */
function isNative(executable: string): boolean {
  const file = openSync(executable, 'r');
  try {
    const head = Buffer.alloc(ELF_MAGIC.length);
    readSync(file, head);
    return head.equals(ELF_MAGIC);
  } finally {
    closeSync(file);
  }
}
