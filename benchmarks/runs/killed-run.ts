import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));

/** How a run is ended before its time. */
export const WAYS = ['SIGKILL', 'SIGTERM', 'closed terminal', 'full disk'] as const;
export type Way = (typeof WAYS)[number];

export type Place = {
  /** Everything of the benchmark is below it, and its processes are known by it. */
  readonly root: string;
  /** A small disk of its own for runs and their store, so that it can be filled. */
  readonly disk: string;
  /** The temporary folder of the harness. */
  readonly temporary: string;
};

export type Ending = {
  /** Null where nobody saw it, because its terminal was closed. */
  readonly code: number | null;
  readonly err: string;
  /** Whether it was ended before its time. */
  readonly wasKilled: boolean;
};

/** Appium and the apps of a phone see that the harness is gone by themselves. */
const LEFTOVER_LIMIT_MS = 60_000;

/** Runs the command line until it ends, or ends it after a while in one of the ways. */
export async function runKilled(
  argv: readonly string[],
  { way, afterMs }: { readonly way: Way; readonly afterMs: number },
  place: Place,
): Promise<Ending> {
  const child = start(argv, way, place);
  let err = '';
  child.stderr?.on('data', (chunk) => (err += String(chunk)));
  child.stdout?.resume();
  const ended = once(child, 'close');
  const stopWaiting = new AbortController();
  const isDue = await Promise.race([
    ended.then(() => false),
    sleep(afterMs, true, { signal: stopWaiting.signal }).catch(() => false),
  ]);
  stopWaiting.abort();
  const filler = isDue ? end(child, way, place) : null;
  await ended;
  await gone(place.root);
  if (filler !== null) rmSync(filler, { force: true });
  return { code: way === 'closed terminal' && isDue ? null : child.exitCode, err, wasKilled: isDue };
}

function start(argv: readonly string[], way: Way, { root, temporary }: Place): ChildProcess {
  const command = [process.execPath, CLI, ...argv];
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: temporary };
  delete env['CI'];
  // `script` gives the command a terminal, which is closed when `script` is killed.
  const [program = '', ...rest] =
    way === 'closed terminal' ? ['script', '-qec', command.join(' '), '/dev/null'] : command;
  return spawn(program, rest, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The file that fills the disk, if that is the way. */
function end(child: ChildProcess, way: Way, { disk }: Place): string | null {
  if (way !== 'full disk') {
    child.kill(way === 'SIGTERM' ? 'SIGTERM' : 'SIGKILL');
    return null;
  }
  const path = join(disk, 'filler');
  const file = openSync(path, 'w');
  try {
    for (const size of [2 ** 20, 1]) while (writeSync(file, Buffer.alloc(size)) > 0);
  } catch {
    // It is full.
  } finally {
    closeSync(file);
  }
  return path;
}

/** Waits for processes that end by themselves; those that do not are left for `processesOf` to find. */
async function gone(root: string): Promise<void> {
  const deadline = performance.now() + LEFTOVER_LIMIT_MS;
  while (processesOf(root).length > 0 && performance.now() < deadline) await sleep(50);
}

/** Processes that were started for something below a folder: by their command, their environment or where they are. */
export function processesOf(root: string): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => isOf(root, pid)).map(Number);
}

function isOf(root: string, pid: string): boolean {
  try {
    const texts = ['cmdline', 'environ'].map((name) => readFileSync(join('/proc', pid, name), 'utf8'));
    return [...texts, readlinkSync(join('/proc', pid, 'cwd'))].some((text) => text.includes(root));
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
