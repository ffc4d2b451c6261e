import { BenchError } from '#harness/domain/failure.ts';
import type { Clock } from '#harness/ports/time.ts';
import { duration } from '#harness/text/durations.ts';
import { byteSize } from '#harness/text/quantities.ts';
import { sentence } from '#harness/text/sentences.ts';
import { ask, type Reply } from './ask.ts';
import type { Dialect } from './dialect.ts';
import { MOST_ANSWER_BYTES } from './limited-text.ts';
import { LONGEST_WAIT_MS, MOST_TRIES, waitAfter, waitUnanswered } from './patience.ts';
import { Refusal } from './refusal.ts';
import type { Request } from './request.ts';

export type ApiLimits = {
  readonly clock: Clock;
  /** How long the service may take for one answer; half a minute where it is left out. */
  readonly timeoutMs?: number;
  /** How long one answer may be; longer than any list of comments where it is left out. */
  readonly mostBytes?: number;
};

export type ApiOptions = ApiLimits & { readonly apiUrl: string; readonly token: string };

/**
 * No answer came, or the server failed while it worked, so it is unknown whether it did what was asked. Only for requests that must not
 * be done twice.
 */
export class Unanswered extends Error {
  readonly failure: BenchError;

  constructor(failure: BenchError) {
    super(failure.message, { cause: failure });
    this.name = 'Unanswered';
    this.failure = failure;
  }
}

/** A REST API: retries what may be sent again, waits as long as the service asks, and reports everything else as one error. */
export interface RestApi {
  readonly dialect: Dialect;
  /** Throws PUBLISH_REFUSED or PUBLISH_FAILED; of a POST that may have been done, Unanswered. */
  request(request: Request): Promise<Reply>;
  /** The answers of all pages, one after the other, for as long as they are asked for. */
  pages(request: Omit<Request, 'method'>): AsyncGenerator;
  /** Waits as after `tries` requests without an answer. */
  wait(tries: number): Promise<void>;
}

const MOST_PAGES = 200;
const TIMEOUT_MS = 30_000;

export function restApi(dialect: Dialect, asked: ApiOptions): RestApi {
  const options = { timeoutMs: TIMEOUT_MS, mostBytes: MOST_ANSWER_BYTES, ...asked };
  const request: RestApi['request'] = async (own) => send(own, dialect, options);
  return {
    dialect,
    request,
    wait: async (tries) => options.clock.sleep(waitUnanswered(tries)),
    async *pages(first) {
      let path: string | null = first.path;
      for (let page = 0; path !== null && page < MOST_PAGES; page += 1) {
        const { json, next }: Reply = await request({ ...first, method: 'GET', path });
        yield json;
        path = next;
      }
    },
  };
}

async function send(request: Request, dialect: Dialect, options: Required<ApiOptions>): Promise<Reply> {
  const { clock, apiUrl } = options;
  const { service } = dialect;
  for (let tries = 1; ; tries += 1) {
    const answered = await ask(request, dialect, options);
    const isLast = tries >= MOST_TRIES;
    if (answered.kind === 'none') {
      const failure = failed(
        request,
        `${service} at ${hostOf(apiUrl)} did not answer: ${answered.why}`,
        answered.cause,
      );
      if (!isRepeatable(request)) throw new Unanswered(failure);
      if (isLast) throw failure;
      await clock.sleep(waitUnanswered(tries));
      continue;
    }
    if (answered.kind === 'done') return answered.reply;
    if (answered.kind === 'tooLong') {
      const most = `more than ${byteSize(options.mostBytes)}`;
      throw failed(
        request,
        `${service} at ${hostOf(apiUrl)} answered with ${most}, which is longer than any answer of its REST API`,
      );
    }
    const { answer } = answered;
    const notDone = dialect.notDone(answer);
    const waitMs = waitAfter(answer, notDone, tries, clock.now().getTime());
    if (waitMs === null) throw new Refusal(request, answer, dialect);
    const why = `${service} answered ${answer.status}${answer.message === '' ? '' : `, "${answer.message}"`}`;
    if (waitMs > LONGEST_WAIT_MS) throw failed(request, `${why}, and asks to wait ${duration(waitMs)}`);
    if (notDone === null && !isRepeatable(request)) throw new Unanswered(failed(request, why));
    if (isLast) throw failed(request, `${why} ${MOST_TRIES} times`);
    await clock.sleep(waitMs);
  }
}

function isRepeatable({ method, isRepeatable: isSaid }: Request): boolean {
  return isSaid ?? method !== 'POST';
}

function hostOf(apiUrl: string): string {
  return new URL(apiUrl).host;
}

function failed({ what }: Request, why: string, cause?: unknown): BenchError {
  return new BenchError('PUBLISH_FAILED', sentence(`Could not ${what}: ${why}`), {
    remedy: 'The decision stands. Publish it again later with the same command.',
    cause,
  });
}
