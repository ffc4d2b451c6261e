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

/** How long to wait before the request is sent again, after it was answered `tries` times; null where the answer is final. */
export function waitAfter(answer: Answer, isLimit: boolean, tries: number, nowMs: number): number | null {
  if (isLimit) return limitWait(answer, tries, nowMs);
  return answer.status >= 500 ? waitUnanswered(tries) : null;
}

/** The same after no answer came. */
export function waitUnanswered(tries: number): number {
  return FIRST_WAIT_MS * 2 ** (tries - 1);
}

function limitWait({ retryAfter, remaining, reset }: Answer, tries: number, nowMs: number): number {
  const seconds = Number(retryAfter);
  if (retryAfter !== null && Number.isFinite(seconds) && seconds >= 0) return 1000 * seconds;
  const resetsMs = 1000 * Number(reset);
  if (remaining === '0' && reset !== null && Number.isFinite(resetsMs)) return Math.max(0, resetsMs - nowMs) + 1000;
  return UNNAMED_LIMIT_MS * 2 ** (tries - 1);
}
