#!/usr/bin/env node
import { Console } from 'node:console';
import { readFileSync } from 'node:fs';
import { whyNodeIsTooOld } from '#harness/cli/old-node.ts';
import { asTyped, programIn } from '#harness/cli/typed-command.ts';
import type { World } from '#harness/cli/world.ts';
import { createHost } from './host.ts';

/** The command line as a process: the only file that reads its arguments, heeds its signals and sets its exit code. */

const manifest: { readonly engines: { readonly node: string } } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);

/** A Node that is too old would end with 1 at the first thing that it does not know, but here 1 means that a gate failed. */
const BAD_CONFIGURATION = 2;
const tooOld = whyNodeIsTooOld(process.version, manifest.engines.node);
if (tooOld !== null) {
  process.stderr.write(tooOld);
  process.exit(BAD_CONFIGURATION);
}

/** The lab failed. Node ends with 1 after an uncaught error, but here 1 means that a gate failed. */
const LAB_FAILED = 4;
/** What Node ends with when the main program waits for a promise that nothing can settle. */
const UNSETTLED = 13;
const REPORT_IT = 'Run again with FASTVLM_BENCH_DEBUG=1 for the details, and report it.';
const ENDED_BY = 'Look for process.exit in the configuration and in what it imports.';
const isDebug = process.env['FASTVLM_BENCH_DEBUG'] === '1';

/**
 * Warnings of Node that users cannot do anything about: Node 22 calls its SQLite experimental, and a configuration in
 * TypeScript need not say that it is a module.
 */
const NEEDLESS_WARNINGS = ['SQLite is an experimental feature', 'fastvlm-bench.config'];
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning: string | Error, ...options: unknown[]): void => {
  if (!NEEDLESS_WARNINGS.some((needless) => String(warning).includes(needless)))
    Reflect.apply(emitWarning, process, [warning, ...options]);
};

process.on('uncaughtException', (error) => void crash(error));
process.on('unhandledRejection', (reason) => void crash(reason));

// What a configuration logs is no result: it must not come between the lines of JSON.
globalThis.console = new Console(process.stderr);

const stop = new AbortController();
const STOPPING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let isListening = false;

/** Why the output could not be written; null when it could. */
let unwritten: string | null = null;

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that stops reading, as `| head` does, ends neither a measurement nor its exit code.
  if (error.code !== 'EPIPE') unwritten ??= error.code === 'ENOSPC' ? 'the disk is full' : error.message;
});
// There is no reader left.
process.stderr.on('error', () => {});

// A terminal without a size reports 0 columns; text wrapped to that has one letter per line.
if (process.stdout.isTTY && process.stdout.columns === 0) process.stdout.columns = 80;

const host = createHost({
  signal: stop.signal,
  ownsProcess: true,
  ...(process.env['FASTVLM_BENCH_PHONE_LOCKS'] === undefined
    ? {}
    : { phoneLocksFolder: process.env['FASTVLM_BENCH_PHONE_LOCKS'] }),
});

const program = programIn(import.meta.filename, process.cwd());

const world: World = {
  ...host,
  cwd: process.cwd(),
  environment: process.env,
  terminal: {
    write: (text) => process.stdout.write(asTyped(text, program)),
    writeError: (text) => process.stderr.write(asTyped(text, program)),
    isInteractive: process.stdout.isTTY && process.env['CI'] === undefined,
    get columns() {
      return process.stdout.isTTY ? process.stdout.columns : null;
    },
  },
  get signal() {
    return stopSignal();
  },
  git: async (folder) => {
    const { gitHead } = await import('#harness/cli/git-head.ts');
    return gitHead(folder, import.meta.dirname);
  },
  summarise: async (input) => {
    const { terminalSummary } = await import('#reports/terminal/summary.ts');
    return terminalSummary(input, { colour: process.stdout.isTTY && process.env['NO_COLOR'] === undefined });
  },
  pageColours: async () => {
    const { colours } = await import('#reports/style/colours.ts');
    return colours();
  },
  samples: async () => {
    const { BUILDS, packageBuild } = await import('#devices/virtual-iphone/app/package.ts');
    const builds = Object.entries(BUILDS).map(([name, { summary, failsFor }]) => ({ name, summary, failsFor }));
    return { builds, pack: async (name, folder, bundleId) => packageBuild(name, folder, null, bundleId) };
  },
};

let hasCrashed = false;
let hasEnded = false;

// Node ends with 13 when it waits for a promise that nothing can settle. A configuration is a program, which may end the process too:
// that is no result, whatever it ends with.
process.on('exit', (code) => {
  if (hasEnded || hasCrashed || code === LAB_FAILED) return;
  if (code === UNSETTLED)
    say('the command stopped halfway', 'it waits for something that cannot happen any more', REPORT_IT);
  else say('the command stopped halfway', `something ended the process with ${code}`, ENDED_BY);
  process.exitCode = LAB_FAILED;
});

await useCompileCache().catch(async (error: unknown) => crash(error));
// Loaded here, so that a package that is missing is caught too.
const { main } = await import('#harness/cli/main.ts').catch(async (error: unknown) => crash(error));
const exitCode = await main(process.argv.slice(2), world);
const isClosed = await close();
await untilWritten();
// What a gate has found stays found; anything else gives way to what went wrong here.
if (!hasCrashed) {
  hasEnded = true;
  // Not only the exit code: what a configuration has left open would keep the process alive.
  process.exit(exitCode !== 1 && (!isClosed || unwritten !== null) ? LAB_FAILED : exitCode);
}

/** A command starts in about half the time where Node finds it compiled. `npm run` names a cache itself. */
async function useCompileCache(): Promise<void> {
  if (process.env['NODE_COMPILE_CACHE'] !== undefined) return;
  // Nodes that are too old have no such function, and would end with 1 at a static import of it.
  const [{ enableCompileCache }, { compileCacheOf, compileCaches }] = await Promise.all([
    import('node:module'),
    import('#devices/appium/compile-cache.ts'),
  ]);
  enableCompileCache(await compileCacheOf(import.meta.dirname, compileCaches(process.env)));
}

/** Whether all that was started could be ended. */
async function close(): Promise<boolean> {
  const errors = await host.close();
  for (const error of errors) say('a started process or session could not be ended', error, REPORT_IT);
  return errors.length === 0;
}

/** Waits until everything printed is written. */
async function untilWritten(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write('', () => resolve());
  });
  if (unwritten === null) return;
  say(
    'the output could not be written',
    unwritten,
    'Make room for the output, or write it to another place, and run again.',
  );
}

/** Reports an uncaught error in one sentence and ends everything that was started. */
async function crash(error: unknown): Promise<never> {
  if (!hasCrashed) {
    hasCrashed = true;
    say('unexpected', error, REPORT_IT);
    await close();
  }
  process.exit(LAB_FAILED);
}

function say(what: string, error: unknown, remedy: string): void {
  const message = error instanceof Error ? error.message : String(error);
  const stack = isDebug && error instanceof Error ? `${error.stack ?? ''}\n` : '';
  process.stderr.write(`error: ${what}: ${message.replace(/\.$/, '')}.\n  ${remedy}\n${stack}`);
}

/**
 * A command that must clean up asks for this signal, and the process waits for it. A command that does not ask is ended by
 * the system at once.
 */
function stopSignal(): AbortSignal {
  if (isListening) return stop.signal;
  isListening = true;
  for (const signal of STOPPING) {
    process.on(signal, () => {
      if (stop.signal.aborted) {
        // A person who asks twice does not wait for the clean-up. A closed terminal hangs up twice: its shell does, and
        // the system.
        if (signal === 'SIGHUP') return;
        process.exit(4);
      }
      process.stderr.write('\nStopping …\n');
      stop.abort(new Error(`stopped by ${signal}`));
    });
  }
  return stop.signal;
}
