import { setTimeout as sleep } from 'node:timers/promises';
import { isFinished } from '#devices/agent/events.ts';
import { Patience } from '#devices/appium/patience.ts';
import { APP_STATE, type AppContainer } from './app-container.ts';

/** How a launch ended, with the events file as it was then. */
export type Ending = {
  /**
   * `finished`: the file's last line says so. `torn`: its last line was begun and is not gone on with. `ended`: the app
   * is gone. `interrupted`: it left the foreground. `overdue`: it has not finished in time.
   */
  readonly kind: 'finished' | 'torn' | 'ended' | 'interrupted' | 'overdue';
  readonly events: Buffer | null;
  /** How long the file had not grown. */
  readonly stillMs: number;
};

export type WatchOptions = {
  readonly eventsPath: string;
  readonly pollMs: number;
  /** How long the same work took last time; null when it is done for the first time. */
  readonly expectedMs: number | null;
  /** On a quiet machine, as all limits here; see `Patience`. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Called before each look; null in all passes but those that cannot do without. */
  readonly beforeLook: (() => Promise<void>) | null;
};

const NEWLINE = 0x0a;
/**
 * The first look comes a little after the expected end: one that comes too early takes time from the iterations that it
 * should leave alone.
 */
const LATE_SHARE = 1.05;
const LATE_MS = 20;
/** From then on the app is looked at more often, so that nobody waits for a whole interval. */
const EAGER_LOOKS = 5;
const EAGER_SHARE = 0.03;
const MIN_POLL_MS = 20;
/** No app needs so long for the rest of a line that it has begun. */
const TORN_AFTER_MS = 5_000;

/**
 * Waits until the app has finished, by the growth of its events file. The user interface is never touched, and as long
 * as nothing can have finished yet the phone is left alone.
 */
export async function watchLaunch(app: AppContainer, options: WatchOptions): Promise<Ending> {
  const { eventsPath, pollMs, expectedMs, limitMs, signal } = options;
  const patience = new Patience();
  let grownMs = 0;
  let seenBytes = -1;
  let pauseMs = expectedMs === null ? pollMs : expectedMs * LATE_SHARE + LATE_MS;
  for (let look = 1; ; look += 1) {
    await sleep(Math.min(pauseMs, limitMs), undefined, { signal });
    await options.beforeLook?.();
    const events = await app.pull(eventsPath);
    if (events !== null && isFinished(events)) return { kind: 'finished', events, stillMs: 0 };
    const nowMs = patience.spentMs();
    const bytes = events?.length ?? -1;
    if (bytes > seenBytes) {
      seenBytes = bytes;
      grownMs = nowMs;
    } else {
      const ending = await lookAtProcess(app, eventsPath, nowMs - grownMs);
      if (ending !== null) return ending;
      if (isTorn(events) && nowMs - grownMs > TORN_AFTER_MS) return { kind: 'torn', events, stillMs: nowMs - grownMs };
    }
    if (nowMs > limitMs) return { kind: 'overdue', events, stillMs: nowMs - grownMs };
    const isEager = expectedMs !== null && look <= EAGER_LOOKS;
    pauseMs = isEager ? Math.min(pollMs, Math.max(MIN_POLL_MS, expectedMs * EAGER_SHARE)) : pollMs;
  }
}

function isTorn(events: Buffer | null): boolean {
  return events !== null && events.length > 0 && events.at(-1) !== NEWLINE;
}

/** Null while the app runs in the foreground. */
async function lookAtProcess(app: AppContainer, eventsPath: string, stillMs: number): Promise<Ending | null> {
  const state = await app.state();
  if (state === APP_STATE.foreground) return null;
  // The app may have written its last lines after the file was read and before the state was.
  const events = await app.pull(eventsPath);
  if (events !== null && isFinished(events)) return { kind: 'finished', events, stillMs: 0 };
  const isAlive = state === APP_STATE.background || state === APP_STATE.suspended;
  return { kind: isAlive ? 'interrupted' : 'ended', events, stillMs };
}
