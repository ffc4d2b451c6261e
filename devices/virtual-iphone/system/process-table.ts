import { EventEmitter } from 'node:events';
import { type AppLaunch, AppProcess } from './app-process.ts';
import type { AppExit } from './crash-report.ts';
import type { Leash } from './leash.ts';
import { readVitals } from './process-probe.ts';

/** States as XCUIApplication counts them. */
const APP_STATES = { notRunning: 1, background: 3, foreground: 4 } as const;
export type AppState = (typeof APP_STATES)[keyof typeof APP_STATES];

export const HOME_SCREEN = 'com.apple.springboard';

export type ProcessTableOptions = {
  /** Kills the apps when this process no longer can. */
  readonly leash: Leash;
  readonly stateFile: string;
  /** Resident memory at which an app is ended. */
  readonly jetsamLimitBytes: number;
  /** The phone's speed beside the host, at the moment. */
  readonly speedFactor: () => number;
};

const FIRST_PID = 600;
const WATCH_INTERVAL_MS = process.platform === 'linux' ? 100 : 500;

/** The apps that run on the phone. It watches their memory and adds up their CPU time. */
export class ProcessTable extends EventEmitter<{
  line: [process: AppProcess, line: string];
  exit: [process: AppProcess, exit: AppExit];
}> {
  readonly jetsamLimitBytes: number;
  readonly #stateFile: string;
  readonly #speedFactor: () => number;
  readonly #leash: Leash;
  readonly #running = new Map<string, AppProcess>();
  #nextPid = FIRST_PID;
  #foreground = HOME_SCREEN;
  #endedCpuMs = 0;
  #watch: NodeJS.Timeout | null = null;

  constructor(options: ProcessTableOptions) {
    super();
    this.jetsamLimitBytes = options.jetsamLimitBytes;
    this.#stateFile = options.stateFile;
    this.#speedFactor = options.speedFactor;
    this.#leash = options.leash;
  }

  /** Starts an app that is not running and brings it to the front. */
  launch(launch: AppLaunch): AppProcess {
    const app = new AppProcess(this.#nextPid++, launch, this.#stateFile);
    if (app.hostPid !== null) this.#leash.hold(app.hostPid);
    app.onLine = (line) => this.emit('line', app, line);
    this.#running.set(launch.bundleId, app);
    this.#foreground = launch.bundleId;
    void app.exited.then((exit) => this.#finish(app, exit));
    this.#watch ??= setInterval(() => void this.sample(), WATCH_INTERVAL_MS).unref();
    return app;
  }

  /** False when the app was not running. Resolves when it is gone. */
  async terminate(bundleId: string): Promise<boolean> {
    const app = this.find(bundleId);
    if (app === null) return false;
    // The last look at its CPU time; what it uses from here to its end is too little to see.
    await this.sample();
    app.kill('terminated');
    await app.exited;
    return true;
  }

  /** An app counts as running until its end is recorded, crash report and all. */
  find(bundleId: string): AppProcess | null {
    return this.#running.get(bundleId) ?? null;
  }

  /** Waits out an end that has begun, so that the app can be launched again. */
  async settle(bundleId: string): Promise<void> {
    const app = this.find(bundleId);
    if (app !== null && app.hasExited) await app.exited;
  }

  findPid(pid: number): AppProcess | null {
    return this.list().find((app) => app.pid === pid) ?? null;
  }

  list(): readonly AppProcess[] {
    return [...this.#running.values()];
  }

  stateOf(bundleId: string): AppState {
    if (bundleId === HOME_SCREEN) return bundleId === this.#foreground ? APP_STATES.foreground : APP_STATES.background;
    if (this.find(bundleId) === null) return APP_STATES.notRunning;
    return this.#foreground === bundleId ? APP_STATES.foreground : APP_STATES.background;
  }

  get foreground(): string {
    return this.#foreground;
  }

  bringToFront(bundleId: string): void {
    this.#foreground = bundleId;
  }

  /** CPU time of every app since the phone started, ended ones included. */
  get totalCpuMs(): number {
    return this.#endedCpuMs + [...this.#running.values()].reduce((sum, app) => sum + app.vitals.cpuMs, 0);
  }

  /** Looks at every process and ends those that take too much memory. */
  async sample(): Promise<void> {
    const apps = this.list();
    const vitals = await readVitals(apps.map((app) => app.hostPid).filter((pid) => pid !== null));
    for (const app of apps) {
      const seen = app.hostPid === null ? undefined : vitals.get(app.hostPid);
      if (seen === undefined) continue;
      app.record(seen, this.#speedFactor());
      if (seen.peakResidentBytes > this.jetsamLimitBytes) app.kill('jetsam');
    }
  }

  /** Ends everything at once, also when nobody can wait for it. */
  killAll(): void {
    for (const app of this.list()) app.kill('terminated');
  }

  async close(): Promise<void> {
    if (this.#watch !== null) clearInterval(this.#watch);
    this.#watch = null;
    this.killAll();
    await Promise.all([...this.#running.values()].map((app) => app.exited));
  }

  #finish(app: AppProcess, exit: AppExit): void {
    const { bundleId } = app.launch;
    if (app.hostPid !== null) this.#leash.release(app.hostPid);
    this.#endedCpuMs += exit.cpuMs;
    if (this.#running.get(bundleId) === app) this.#running.delete(bundleId);
    if (this.#foreground === bundleId && this.find(bundleId) === null) this.#foreground = HOME_SCREEN;
    if (this.#running.size === 0 && this.#watch !== null) {
      clearInterval(this.#watch);
      this.#watch = null;
    }
    this.emit('exit', app, exit);
  }
}
