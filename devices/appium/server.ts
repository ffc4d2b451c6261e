import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { BenchError } from '#harness/domain/failure.ts';
import { type AppiumDriver, createAppiumHome, installedAppium } from './appium-home.ts';
import { compileCacheOf, compileCaches } from './compile-cache.ts';
import { FreePorts, isPortFree } from './free-port.ts';
import { Patience } from '#devices/patience/patience.ts';
import { ServerLog } from './server-log.ts';
import { siblingModule } from './sibling-module.ts';

const HOST = '127.0.0.1';
const PACKAGE = join(import.meta.dirname, '../..');
const READY_POLL_MS = 50;
/** A server that is silent for this long will not start; a quiet machine needs some seconds. */
const ANSWER_LIMIT_MS = 15_000;
const START_LIMIT_MS = 180_000;
const WAITING_REPORT_MS = 15_000;
const STOP_LIMIT_MS = 10_000;
const KEPT_LOG_LINES = 20;
/** Tries with other ports when the port that was free a moment ago is taken. */
const MAX_PORT_TRIES = 3;

/** How the server is started. */
export type AppiumOptions = {
  readonly driver: AppiumDriver;
  /** Null or absent: any free port. */
  readonly port?: number | null;
  /** Is given each line that Appium logs. */
  readonly log?: (line: string) => void;
  /** How long the server may take to answer on a quiet machine; absent for START_LIMIT_MS. */
  readonly startLimitMs?: number;
  /** Called now and then while the server has not answered yet. */
  readonly onWaiting?: (message: string) => void;
  /** Ends the server when it is aborted. */
  readonly signal?: AbortSignal;
};

/** A running Appium server of our own. */
export interface AppiumServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly version: string;
  readonly pid: number;
  /** Null while it runs; the last lines of its log once it has died by itself. */
  readonly death: string | null;
  /** Its folder and its environment: a program that is started with them knows the devices that the server knows. */
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Everything that it logs, more than it prints. */
  readonly log: Pick<ServerLog, 'mark' | 'since'>;
  /** Ends the process and removes its home. Does nothing the second time. */
  stop(): Promise<void>;
}

/**
 * Starts Appium with one driver as a child process that sees a home of its own.
 * Throws PORT_TAKEN when the given port is in use and APPIUM_FAILED when the server does not come up.
 */
export async function startAppium(options: AppiumOptions): Promise<AppiumServer> {
  options.signal?.throwIfAborted();
  const given = options.port ?? null;
  if (given !== null && !(await isPortFree(given))) throw portTaken(given);
  const ports = new FreePorts();
  for (let attempt = 1; ; attempt += 1) {
    const port = given ?? (await ports.find(1))[0] ?? 0;
    try {
      return await startOn(port, options);
    } catch (error) {
      const isTaken = error instanceof BenchError && error.code === 'PORT_TAKEN';
      if (!isTaken || given !== null || attempt === MAX_PORT_TRIES) throw error;
    }
  }
}

async function startOn(port: number, options: AppiumOptions): Promise<AppiumServer> {
  const { mainPath, version } = await installedAppium();
  const home = await createAppiumHome(options.driver);
  const environment = serverEnvironment(
    home,
    options.driver,
    await compileCacheOf(PACKAGE, compileCaches(process.env)),
  );
  const fullLog = new ServerLog(join(home, 'appium.log'));
  const child = spawn(process.execPath, serverArguments(options.driver, mainPath, port, fullLog.path), {
    cwd: home,
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C and a closed terminal are for the harness, which still needs the server to end its
    // sessions. When the harness dies, the end of the first pipe ends the server.
    detached: true,
  });
  const log = keepLog(child, options.log);
  let stopping: Promise<void> | null = null;
  const stop = async (): Promise<void> => await (stopping ??= end(child, home));
  const onAbort = (): void => void stop();
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await ready(child, port, log, options);
  } catch (error) {
    await stop();
    options.signal?.throwIfAborted();
    throw error;
  }
  return {
    url: `http://${HOST}:${port}`,
    host: HOST,
    port,
    version,
    pid: child.pid ?? 0,
    get death() {
      return hasEnded(child) && stopping === null ? log.join('\n') : null;
    },
    log: fullLog,
    home,
    environment,
    async stop() {
      options.signal?.removeEventListener('abort', onAbort);
      await stop();
    },
  };
}

function serverArguments(driver: AppiumDriver, mainPath: string, port: number, logPath: string): readonly string[] {
  const preload = [...driver.preload, siblingModule('server-preload', import.meta.url)];
  const imports = preload.flatMap((path) => ['--import', pathToFileURL(path).href]);
  const server = ['--address', HOST, '--port', String(port), '--use-drivers', driver.name];
  // Little is printed, and all goes to a file: what led to a failure is only known to matter afterwards.
  const logging = ['--log-level', 'warn:debug', '--log', logPath, '--log-timestamp', '--log-no-colors'];
  return [...imports, mainPath, 'server', ...server, ...logging, '--no-perms-check'];
}

function serverEnvironment(home: string, driver: AppiumDriver, compileCache: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    APPIUM_HOME: home,
    TMPDIR: join(home, 'tmp'),
    ...(driver.hidesUserHome ? { HOME: home, XDG_DATA_HOME: home } : {}),
    // Saves a third of the start.
    NODE_COMPILE_CACHE: compileCache,
  };
}

function keepLog(child: ChildProcess, listener: ((line: string) => void) | undefined): readonly string[] {
  const kept: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept.length > KEPT_LOG_LINES) kept.shift();
      listener?.(line);
    });
  }
  return kept;
}

async function ready(
  child: ChildProcess,
  port: number,
  log: readonly string[],
  { startLimitMs = START_LIMIT_MS, onWaiting }: AppiumOptions,
): Promise<void> {
  const closed = once(child, 'close').catch((error: unknown) => error);
  const patience = new Patience();
  let reportedMs = performance.now();
  while (!(await answers(port))) {
    if (hasEnded(child)) {
      await closed;
      if (log.some((line) => line.includes('EADDRINUSE'))) throw portTaken(port);
      throw failed('Appium ended while it was starting', log);
    }
    if (patience.spentMs() > startLimitMs) throw failed(`Appium was not ready ${patience.describe()}`, log);
    if (performance.now() - reportedMs > WAITING_REPORT_MS) {
      reportedMs = performance.now();
      onWaiting?.(`Appium has not answered ${patience.describe()}`);
    }
    await Promise.race([sleep(READY_POLL_MS), closed]);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://${HOST}:${port}/status`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    return response.ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, home: string): Promise<void> {
  if (!hasEnded(child)) {
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await exited;
    clearTimeout(timer);
  }
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

function portTaken(port: number): BenchError {
  return new BenchError('PORT_TAKEN', `Port ${port} of this machine is in use.`, {
    remedy: 'Choose another port for Appium, or none to let it take any free one.',
  });
}

function failed(what: string, log: readonly string[]): BenchError {
  const last = log.length === 0 ? ' It logged nothing.' : ` The last lines of its log:\n${log.join('\n')}`;
  return new BenchError('APPIUM_FAILED', `${what}.${last}`, {
    remedy: 'Check that `npm ci` succeeded and that the machine has a core and memory to spare, then run again.',
  });
}
