import type { OperatingSystem } from './operating-system.ts';
import { WdaServer } from './wda.ts';

export const WDA_BUNDLE_ID = 'com.facebook.WebDriverAgentRunner.xctrunner';
const DEFAULT_PORT = 8100;
const FIRST_PID = 300;

/**
 * WebDriverAgent as an app of the phone: it is preinstalled, started by instruments, and listens on the port it is
 * told.
 */
export class WdaRunner {
  readonly #system: OperatingSystem;
  #server: WdaServer | null = null;
  #pid = FIRST_PID;
  #isRunning = false;

  constructor(system: OperatingSystem) {
    this.#system = system;
  }

  /** Null when it is not running. */
  get pid(): number | null {
    return this.#isRunning ? this.#pid : null;
  }

  /** Starts it anew. Rejects when the port of `USE_PORT` is taken. */
  async launch(environment: Readonly<Record<string, string>>): Promise<number> {
    await this.stop();
    this.#pid += 1;
    if (!this.#system.faults.isWdaDead) {
      const server = new WdaServer(this.#system);
      await server.listen(Number(environment['USE_PORT'] ?? DEFAULT_PORT));
      this.#server = server;
    }
    this.#isRunning = true;
    return this.#pid;
  }

  async stop(): Promise<void> {
    this.#isRunning = false;
    const server = this.#server;
    this.#server = null;
    await server?.close();
  }
}
