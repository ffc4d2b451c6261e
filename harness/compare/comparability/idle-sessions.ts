import { IDLE_MS, MIN_SESSIONS } from '#harness/compare/levels.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { Arms } from '#harness/compare/launches/arms.ts';
import { count } from '#harness/text/numbers.ts';

/** Stored sessions of one device, as far as they are draws from what the candidate's session was drawn from. */
export type AlikeSessions<T> = {
  /** The one that the baseline names first, unless it is left out. */
  readonly used: readonly T[];
  /** How many were left out: first sessions after idle where the candidate's was none, or the other way round. */
  readonly leftOut: number;
  /** Whether the baseline's own session is unlike the candidate's and is used all the same. */
  readonly isUnlike: boolean;
};

/**
 * A first session after idle may be faster than the next ones of the same build, so that the two kinds are not draws from one
 * distribution. Sessions of the candidate's kind alone say where it should lie and how far sessions lie apart. Where fewer than
 * two of them are stored and the baseline's own is of the other kind, those of that kind say it, as unlike. A session of which
 * it is not known counts as of either kind.
 *
 * @param idleMs how long the device was idle before the candidate's session; null where that is not known
 * @param sessions the one that the baseline names first
 */
export function alikeSessions<T>(
  idleMs: number | null,
  sessions: readonly { readonly idleMs: number | null; readonly session: T }[],
): AlikeSessions<T> {
  const likeThat = (one: number | null): typeof sessions =>
    sessions.filter((own) => one === null || own.idleMs === null || isAfterIdle(own.idleMs) === isAfterIdle(one));
  const alike = likeThat(idleMs);
  const [named] = sessions;
  const isUnlike = named !== undefined && !alike.includes(named) && alike.length < MIN_SESSIONS;
  const used = isUnlike ? likeThat(named.idleMs) : alike;
  return { used: used.map(({ session }) => session), leftOut: sessions.length - used.length, isUnlike };
}

/** What became of stored sessions that were, or were not, the first after idle, on one device. */
export function warnIdleSessions(
  { candidate, baseline, earlierSessions }: Arms,
  deviceId: string,
  where: string,
): readonly Warning[] {
  if (baseline === null || baseline.design !== 'stored') return [];
  const now = candidate.idleMs.get(deviceId) ?? null;
  const sessions = [baseline, ...earlierSessions].map((arm) => ({
    idleMs: arm.idleMs.get(deviceId) ?? null,
    session: arm,
  }));
  const { leftOut, isUnlike } = alikeSessions(now, sessions);
  if (now === null || (leftOut === 0 && !isUnlike)) return [];
  const [own, other] = isAfterIdle(now) ? ['the first after idle', 'not'] : ['not the first after idle', 'the first'];
  const rest = isUnlike
    ? `that of the baseline was ${other}, and too few of the candidate’s kind are stored: the worst effect that was seen counts against every change`
    : `${count(leftOut, 'stored session')} ${leftOut === 1 ? 'was' : 'were'} ${other} and ${leftOut === 1 ? 'is' : 'are'} left out`;
  return [{ code: 'idleSessions', message: `The candidate’s session was ${own} ${where}; ${rest}.` }];
}

function isAfterIdle(idleMs: number): boolean {
  return idleMs >= IDLE_MS;
}
