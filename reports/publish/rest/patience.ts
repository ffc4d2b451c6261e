/** How often a request is sent before it is given up. */
export const MOST_TRIES = 5;
/** A comment is not worth a longer wait. */
export const LONGEST_WAIT_MS = 600_000;
/** After a limit that names no time: what GitHub asks for. */
const UNNAMED_LIMIT_MS = 60_000;
const FIRST_WAIT_MS = 1000;

/** What of an answer says whether to ask again. */
export type Answer = {
  readonly status: number;
  readonly retryAfter: string | null;
  readonly remaining: string | null;
  readonly reset: string | null;
  readonly message: string;
};

/** Why a service did nothing of what it was asked, so that it may be asked again: too many requests, or another one that is under way. */
export type NotDone = 'limit' | 'busy';

/** How long to wait before the request is sent again, after it was answered `tries` times; null where the answer is final. */
export function waitAfter(answer: Answer, notDone: NotDone | null, tries: number, nowMs: number): number | null {
  if (notDone === 'limit') return limitWait(answer, tries, nowMs);
  const isPassing = notDone === 'busy' || answer.status >= 500;
  return isPassing ? (namedWait(answer, nowMs) ?? waitUnanswered(tries)) : null;
}

/** The same after no answer came. */
export function waitUnanswered(tries: number): number {
  return FIRST_WAIT_MS * 2 ** (tries - 1);
}

function limitWait(answer: Answer, tries: number, nowMs: number): number {
  const named = namedWait(answer, nowMs);
  if (named !== null) return named;
  const { remaining, reset } = answer;
  const resetsMs = 1000 * Number(reset);
  if (remaining === '0' && reset !== null && Number.isFinite(resetsMs)) return Math.max(0, resetsMs - nowMs) + 1000;
  return UNNAMED_LIMIT_MS * 2 ** (tries - 1);
}

/** What Retry-After says, in seconds or as a moment; null where it says nothing that can be read. */
function namedWait({ retryAfter }: Answer, nowMs: number): number | null {
  if (retryAfter === null) return null;
  const seconds = retryAfter.trim() === '' ? Number.NaN : Number(retryAfter);
  if (Number.isFinite(seconds) && seconds >= 0) return 1000 * seconds;
  const momentMs = retryAfter.endsWith('GMT') ? Date.parse(retryAfter) : Number.NaN;
  return Number.isFinite(momentMs) ? Math.max(0, momentMs - nowMs) : null;
}
