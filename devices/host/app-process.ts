import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Exit } from './exit-report.ts';
import { hasGrown, kernelKills } from './kernel-kills.ts';

/** How an app is started. */
export type AppStart = {
  readonly command: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
};

const LAST_LINES = 20;

/** One process of an app, from its start until it has ended. */
export class AppProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #lastLines: string[] = [];
  readonly #killsBefore = kernelKills();
  #exit: Exit | null = null;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#ended = this.#watch();
  }

  /** Resolves when the process runs; rejects where the system does not start it. */
  static async start({ command: [program = '', ...argv], folder, environment }: AppStart): Promise<AppProcess> {
    const child = spawn(program, argv, {
      cwd: folder,
      env: environment,
      // A group of its own: an interrupt at the terminal of the harness is not the app's.
      detached: true,
      // The app ends when the pipe does, so that none outlives the harness.
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    const started = new AppProcess(child);
    await once(child, 'spawn');
    return started;
  }

  get isAlive(): boolean {
    return this.#exit === null;
  }

  /** How it ended; null while it lives. Waits for what it wrote last. */
  async exit(): Promise<Exit | null> {
    if (this.#exit === null) return null;
    await this.#ended;
    return this.#exit;
  }

  /** Ends it at once, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #watch(): Promise<void> {
    const { stderr } = this.#child;
    if (stderr !== null) {
      createInterface({ input: stderr }).on('line', (line) => {
        this.#lastLines.push(line);
        if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
      });
    }
    await new Promise<void>((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('exit', (code, signal) => {
        const hasKernelKilled = hasGrown(this.#killsBefore, kernelKills());
        this.#exit = { code, signal, lastLines: this.#lastLines, hasKernelKilled };
      });
      // After its last line.
      this.#child.once('close', () => resolve());
    });
  }
}
