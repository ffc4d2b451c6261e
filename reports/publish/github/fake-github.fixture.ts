/** Test support: as much of GitHub's REST API as a publisher uses, over HTTP, with pages, permissions, limits and faults. */
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';
import {
  type Answered,
  type Asked,
  type FakeService,
  type Json,
  refused as error,
  startFakeService,
} from '#reports/publish/fake-service.fixture.ts';

const REPOSITORY = '/repos/acme/app';

type User = { readonly login: string; readonly type: string };

export type FakeComment = { readonly id: number; body: string; readonly user: User };
export type FakeCheck = { readonly id: number; readonly name: string; readonly head_sha: string } & Record<
  string,
  unknown
>;

export type FakeGitHub = FakeService & {
  readonly comments: FakeComment[];
  readonly checks: FakeCheck[];
  /** What the token may write. */
  readonly may: { comments: boolean; checks: boolean };
  /** Whose token it is; null for that of a job, which is nobody's. */
  viewer: string | null;
  /** Open pull requests by the branch of their head. */
  readonly pulls: Map<string, { readonly number: number; readonly sha: string }>;
  /** As new. */
  readonly reset: () => void;
};

export async function startFakeGitHub(pageSize = 3): Promise<FakeGitHub> {
  const state = { comments: [] as FakeComment[], checks: [] as FakeCheck[] };
  const service = await startFakeService((asked) => answer(asked));
  const { url } = service;
  const fake: FakeGitHub = {
    ...service,
    ...state,
    may: { comments: true, checks: true },
    viewer: null,
    pulls: new Map(),
    reset: () => {
      for (const list of [state.comments, state.checks, fake.requests, fake.faults]) list.length = 0;
      Object.assign(fake.may, { comments: true, checks: true });
      fake.viewer = null;
      fake.pulls.clear();
    },
  };
  return fake;

  function answer({ method, pathname, query, headers, body }: Asked): Answered {
    if (headers.authorization !== 'Bearer t0ken') return error(401, 'Bad credentials');
    const route = `${method} ${pathname}`;
    const writes = method !== 'GET';
    if (route === 'GET /user') return fake.viewer === null ? DENIED : { status: 200, json: { login: fake.viewer } };
    if (writes && pathname.includes('/issues/') && !fake.may.comments) return DENIED;
    if (writes && pathname.includes('/check-runs') && !fake.may.checks) return DENIED;
    if (route === `GET ${REPOSITORY}/issues/7/comments`) return page(state.comments, query, pathname);
    if (route === `POST ${REPOSITORY}/issues/7/comments`) return newComment(body);
    if (route === `GET ${REPOSITORY}/pulls`) return { status: 200, json: pullsOf(query.get('head') ?? '') };
    if (route === `POST ${REPOSITORY}/check-runs`) return newCheck(body);
    if (route === `GET ${REPOSITORY}/commits/${COMMIT}/check-runs`) {
      const own = state.checks.filter(({ name }) => name === query.get('check_name')).toReversed();
      return { status: 200, json: { total_count: own.length, check_runs: own } };
    }
    const [, kind, id] = /\/(comments|check-runs)\/(\d+)$/.exec(pathname) ?? [];
    const list: { readonly id: number }[] = kind === 'comments' ? state.comments : state.checks;
    const at = list.findIndex((one) => one.id === Number(id));
    const found = list[at];
    if (found === undefined || !pathname.startsWith(REPOSITORY)) return error(404, 'Not Found');
    if (method === 'DELETE') list.splice(at, 1);
    else Object.assign(found, body);
    return method === 'DELETE' ? { status: 204, json: null } : { status: 200, json: found };
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

const DENIED = error(403, 'Resource not accessible by integration');

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
