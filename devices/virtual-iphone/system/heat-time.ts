import type { MainThread } from './process-probe.ts';

/** What the apps of the phone have done so far. */
export type AppWork = {
  /** By the clock of the wall. */
  readonly wallMs: number;
  /** CPU time of all threads. */
  readonly cpuMs: number;
  /** That of the main threads, whose CPU time is the apps' own clock; null where the host does not report it. */
  readonly main: MainThread | null;
};

export type PhoneTime = {
  readonly elapsedMs: number;
  /** Whether that is time of the apps' own clock, which goes by the phone's speed. */
  readonly isAppTime: boolean;
  /** Cores at work on average. */
  readonly cores: number;
};

/** Without the main threads, apps that get less of the processor than this are idle. */
const WORKING_SHARE = 0.05;

/**
 * How long the phone has worked or rested between two looks. While an app works, that is by the app's own clock: a busy host
 * must neither warm the phone nor let it cool, however little of its processor it leaves to the app. Else it is by the clock
 * of the wall. Null while an app waits for the host's processor: what it has done counts at a later look.
 */
export function phoneTime(from: AppWork, now: AppWork): PhoneTime | null {
  const wallMs = now.wallMs - from.wallMs;
  const cpuMs = Math.max(0, now.cpuMs - from.cpuMs);
  const mainMs = mainMsBetween(from, now) ?? (cpuMs >= WORKING_SHARE * wallMs ? cpuMs : 0);
  if (mainMs > 0) return { elapsedMs: mainMs, isAppTime: true, cores: cpuMs / mainMs };
  if (now.main?.isReady === true) return null;
  return { elapsedMs: wallMs, isAppTime: false, cores: wallMs > 0 ? cpuMs / wallMs : 0 };
}

function mainMsBetween({ main: from }: AppWork, { main: now }: AppWork): number | null {
  return from === null || now === null ? null : Math.max(0, now.cpuMs - from.cpuMs);
}
