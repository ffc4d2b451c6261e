import { duration } from '#harness/text/durations.ts';
import { PROGRAM } from '#harness/text/program-name.ts';
import { readable } from '#harness/text/sentences.ts';
import type { Dialect } from './dialect.ts';
import { limitedText } from './limited-text.ts';
import type { Answer } from './patience.ts';
import type { Request } from './request.ts';

/** What was asked for, and the path or address of the next page; null after the last one. */
export type Reply = { readonly json: unknown; readonly next: string | null };

/** What became of a request that was sent once. */
export type Answered =
  | { readonly kind: 'done'; readonly reply: Reply }
  | { readonly kind: 'tooLong' }
  | { readonly kind: 'not'; readonly answer: Answer }
  | { readonly kind: 'none'; readonly why: string; readonly cause: unknown };

type Service = {
  readonly apiUrl: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly mostBytes: number;
};

/** Sends a request once. No message that it returns has the token in it. */
export async function ask(request: Request, dialect: Dialect, service: Service): Promise<Answered> {
  const { token, timeoutMs } = service;
  try {
    return await answerOf(request, dialect, service);
  } catch (cause) {
    const isLate = cause instanceof Error && cause.name === 'TimeoutError';
    return {
      kind: 'none',
      why: isLate ? `not within ${duration(timeoutMs)}` : readable(withoutSecret(reasonOf(cause), token), 200),
      cause,
    };
  }
}

async function answerOf(
  request: Request,
  dialect: Dialect,
  { apiUrl, token, timeoutMs, mostBytes }: Service,
): Promise<Answered> {
  const { method, path } = request;
  const response = await fetch(path.startsWith('/') ? `${apiUrl.replace(/\/+$/, '')}${path}` : path, {
    method,
    ...contentOf(request, dialect.headers(token)),
    redirect: dialect.redirect,
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!dialect.areAnswersRead) await response.body?.cancel();
  const text = dialect.areAnswersRead ? await limitedText(response, mostBytes) : '';
  if (text === null) return { kind: 'tooLong' };
  const { headers, status } = response;
  if (response.ok) {
    return { kind: 'done', reply: { json: parsed(text), next: dialect.nextPage(headers, path, apiUrl) } };
  }
  const { limitHeaders } = dialect;
  const answer: Answer = {
    status,
    retryAfter: headers.get('retry-after'),
    remaining: limitHeaders === null ? null : headers.get(limitHeaders.remaining),
    reset: limitHeaders === null ? null : headers.get(limitHeaders.reset),
    message: readable(withoutSecret(messageOf(parsed(text)), token), 200),
  };
  return { kind: 'not', answer };
}

function contentOf(
  { body, headers: own = {} }: Request,
  ofService: Readonly<Record<string, string>>,
): Pick<RequestInit, 'headers' | 'body'> {
  const headers = { ...ofService, 'user-agent': PROGRAM };
  if (body === undefined) return { headers: { ...headers, ...own } };
  return {
    headers: { ...headers, 'content-type': 'application/json', ...own },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Null for what is no JSON: a proxy answers with a page of its own. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** GitLab answers also with lists and objects of messages, or with `error`. */
function messageOf(json: unknown): string {
  if (typeof json !== 'object' || json === null) return '';
  const said = ('message' in json ? json.message : null) ?? ('error' in json ? json.error : null) ?? '';
  return typeof said === 'string' ? said : JSON.stringify(said);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/** A proxy may repeat the headers of a request in its answer. */
function withoutSecret(text: string, token: string): string {
  return token === '' ? text : text.replaceAll(token, '…');
}
