/** Test support: as much of GitHub's REST API as a publisher uses, over HTTP, with pages, permissions, limits and faults. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const REPOSITORY = '/repos/acme/app';
export const COMMIT = 'c'.repeat(40);

type Json = Readonly<Record<string, unknown>>;
type User = { readonly login: string; readonly type: string };

export type FakeComment = { readonly id: number; body: string; readonly user: User };
export type FakeCheck = { readonly id: number; readonly name: string; readonly head_sha: string } & Record<
  string,
  unknown
>;

/**
 * An answer in place of the right one. `hang`: none comes. `flood`: one that never ends. `drop`: what was asked is done, and the
 * connection ends.
 */
export type Fault =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly message?: string;
    }
  | { readonly kind: 'hang' | 'drop' | 'flood' };

export type FakeGitHub = {
  readonly url: string;
  readonly comments: FakeComment[];
  readonly checks: FakeCheck[];
  /** `POST /repos/acme/app/issues/7/comments`, in the order they came. */
  readonly requests: string[];
  /** What the token may write. */
  readonly may: { comments: boolean; checks: boolean };
  /** Whose token it is; null for that of a job, which is nobody's. */
  viewer: string | null;
  /** Open pull requests by the branch of their head. */
  readonly pulls: Map<string, { readonly number: number; readonly sha: string }>;
  /** Faults for the next requests that match, each used once. */
  readonly faults: { readonly on: RegExp; readonly fault: Fault }[];
  /** As new. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

export async function startFakeGitHub(pageSize = 3): Promise<FakeGitHub> {
  const state = { comments: [] as FakeComment[], checks: [] as FakeCheck[], requests: [] as string[] };
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const fake: FakeGitHub = {
    url,
    ...state,
    may: { comments: true, checks: true },
    viewer: null,
    pulls: new Map(),
    faults: [],
    reset: () => {
      for (const list of [state.comments, state.checks, state.requests, fake.faults]) list.length = 0;
      Object.assign(fake.may, { comments: true, checks: true });
      fake.viewer = null;
      fake.pulls.clear();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    const asked = `${request.method} ${request.url}`;
    state.requests.push(asked);
    const fault = faultOf(asked);
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'flood') return flood(response);
    if (fault?.kind === 'answer') return send(response, fault.status, { message: fault.message ?? '' }, fault.headers);
    const { status, json, headers } = answer(request, body === '' ? {} : (JSON.parse(body) as Json));
    if (fault?.kind === 'drop') return void response.destroy();
    send(response, status, json, headers);
  }

  function faultOf(asked: string): Fault | null {
    const at = fake.faults.findIndex(({ on }) => on.test(asked));
    return at === -1 ? null : (fake.faults.splice(at, 1)[0]?.fault ?? null);
  }

  function answer(request: IncomingMessage, body: Json): Answered {
    if (request.headers.authorization !== 'Bearer t0ken') return error(401, 'Bad credentials');
    const { pathname, searchParams } = new URL(request.url ?? '', url);
    const route = `${request.method} ${pathname}`;
    const writes = request.method !== 'GET';
    if (route === 'GET /user') return fake.viewer === null ? DENIED : { status: 200, json: { login: fake.viewer } };
    if (writes && pathname.includes('/issues/') && !fake.may.comments) return DENIED;
    if (writes && pathname.includes('/check-runs') && !fake.may.checks) return DENIED;
    if (route === `GET ${REPOSITORY}/issues/7/comments`) return page(state.comments, searchParams, pathname);
    if (route === `POST ${REPOSITORY}/issues/7/comments`) return newComment(body);
    if (route === `GET ${REPOSITORY}/pulls`) return { status: 200, json: pullsOf(searchParams.get('head') ?? '') };
    if (route === `POST ${REPOSITORY}/check-runs`) return newCheck(body);
    if (route === `GET ${REPOSITORY}/commits/${COMMIT}/check-runs`) {
      const own = state.checks.filter(({ name }) => name === searchParams.get('check_name')).toReversed();
      return { status: 200, json: { total_count: own.length, check_runs: own } };
    }
    const [, kind, id] = /\/(comments|check-runs)\/(\d+)$/.exec(pathname) ?? [];
    const list: { readonly id: number }[] = kind === 'comments' ? state.comments : state.checks;
    const at = list.findIndex((one) => one.id === Number(id));
    const found = list[at];
    if (found === undefined || !pathname.startsWith(REPOSITORY)) return error(404, 'Not Found');
    if (request.method === 'DELETE') list.splice(at, 1);
    else Object.assign(found, body);
    return request.method === 'DELETE' ? { status: 204, json: null } : { status: 200, json: found };
  }

  function newComment(body: Json): Answered {
    const text = String(body['body']);
    if (text.length > 65_536) return error(422, 'body is too long (maximum is 65536 characters)');
    const user =
      fake.viewer === null ? { login: 'github-actions[bot]', type: 'Bot' } : { login: fake.viewer, type: 'User' };
    const comment = { id: 1000 + state.comments.length, body: text, user };
    state.comments.push(comment);
    return { status: 201, json: comment };
  }

  function newCheck(body: Json): Answered {
    if (body['head_sha'] !== COMMIT) return error(422, `No commit found for SHA: ${String(body['head_sha'])}`);
    const summary = (body['output'] as { readonly summary?: string } | undefined)?.summary ?? '';
    if (summary.length > 65_535) return error(422, 'summary exceeds a maximum size');
    if (!areAnnotations(body)) return error(422, 'annotations are not valid');
    const check = { id: 2000 + state.checks.length, ...body } as FakeCheck;
    state.checks.push(check);
    return { status: 201, json: check };
  }

  function page(all: readonly FakeComment[], query: URLSearchParams, pathname: string): Answered {
    const number = Number(query.get('page') ?? 1);
    const own = all.slice((number - 1) * pageSize, number * pageSize);
    const isLast = number * pageSize >= all.length;
    const link = `<${url}${pathname}?per_page=100&page=${number + 1}>; rel="next", <${url}${pathname}?page=9>; rel="last"`;
    return { status: 200, json: own, ...(isLast ? {} : { headers: { link } }) };
  }

  function pullsOf(head: string): readonly Json[] {
    const pull = fake.pulls.get(head);
    return pull === undefined ? [] : [{ number: pull.number, head: { sha: pull.sha } }];
  }
}

type Answered = {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
};

const DENIED = error(403, 'Resource not accessible by integration');

function error(status: number, message: string): Answered {
  return { status, json: { message } };
}

function send(
  response: ServerResponse,
  status: number,
  json: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(json === null ? '' : JSON.stringify(json));
}

/** At most fifty, each with what GitHub requires, on a file of the repository. */
function areAnnotations(body: Json): boolean {
  const { annotations = [] } = (body['output'] ?? {}) as { readonly annotations?: readonly Json[] };
  return (
    annotations.length <= 50 &&
    annotations.every(
      ({ path, start_line: start, end_line: end, annotation_level: level, message }) =>
        typeof path === 'string' &&
        !path.startsWith('/') &&
        Number.isInteger(start) &&
        Number.isInteger(end) &&
        ['notice', 'warning', 'failure'].includes(String(level)) &&
        typeof message === 'string' &&
        message !== '',
    )
  );
}

/** As fast as the other side reads, until it ends the connection. */
function flood(response: ServerResponse): void {
  response.on('drain', () => response.write(BLOCK));
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write(BLOCK);
}

const BLOCK = ' '.repeat(65_536);

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
