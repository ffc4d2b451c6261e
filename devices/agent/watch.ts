import { setTimeout as sleep } from 'node:timers/promises';
import { Patience } from '#devices/patience/patience.ts';
import type { Ending } from './ending.ts';
import type { HostedApp } from './app-host.ts';
import type { EventsFile } from './events-file.ts';

export type WatchOptions = {
  readonly pollMs: number;
  /** How long the same work took last time; null when it is done for the first time. */
  readonly expectedMs: number | null;
  /** On a quiet machine, as all limits here; see `Patience`. */
  readonly limitMs: number;
  /** No app needs so long for the rest of a line that it has begun. */
  readonly tornAfterMs: number;
  readonly signal: AbortSignal;
  /** Called before each look. */
  readonly beforeLook: () => void;
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

/**
 * Waits until the app has finished, by the growth of its events file. The user interface is never touched, and as long
 * as nothing can have finished yet the device is left alone.
 */
export async function watchLaunch(app: HostedApp, file: EventsFile, options: WatchOptions): Promise<Ending> {
  const { pollMs, expectedMs, limitMs, tornAfterMs, signal } = options;
  const patience = new Patience();
  let grownMs = 0;
  let seenBytes = -1;
  let pauseMs = expectedMs === null ? pollMs : expectedMs * LATE_SHARE + LATE_MS;
  for (let look = 1; ; look += 1) {
    await sleep(Math.min(pauseMs, limitMs), undefined, { signal });
    options.beforeLook();
    await file.look();
    if (file.isFinished) return endingOf('finished', file, 0);
    if (file.isTooLarge) return endingOf('tooLarge', file, 0);
    const nowMs = patience.spentMs();
    if (file.content !== null && file.bytes > seenBytes) {
      seenBytes = file.bytes;
      grownMs = nowMs;
    } else {
      const ending = await lookAtProcess(app, file, nowMs - grownMs);
      if (ending !== null) return ending;
      if (isTorn(file.content) && nowMs - grownMs > tornAfterMs) return endingOf('torn', file, nowMs - grownMs);
    }
    if (nowMs > limitMs) return endingOf('overdue', file, nowMs - grownMs);
    const isEager = expectedMs !== null && look <= EAGER_LOOKS;
    pauseMs = isEager ? Math.min(pollMs, Math.max(MIN_POLL_MS, expectedMs * EAGER_SHARE)) : pollMs;
  }
}

function endingOf(kind: Ending['kind'], { content, bytes }: EventsFile, stillMs: number): Ending {
  return { kind, events: content, bytes, stillMs };
}

function isTorn(events: Buffer | null): boolean {
  return events !== null && events.length > 0 && events.at(-1) !== NEWLINE;
}

/** Null while the app runs in the foreground. */
async function lookAtProcess(app: HostedApp, file: EventsFile, stillMs: number): Promise<Ending | null> {
  const state = await app.state();
  if (state === 'foreground') return null;
  // The app may have written its last lines after the file was read and before the state was.
  await file.look();
  if (file.isFinished) return endingOf('finished', file, 0);
  return endingOf(state === 'background' ? 'interrupted' : 'ended', file, stillMs);
}
