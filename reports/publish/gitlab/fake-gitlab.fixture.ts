/**
 * Test support: as much of GitLab's REST API as a publisher uses, over HTTP, with pages, permissions, limits and faults. Its statuses
 * change as those of GitLab do (app/services/ci/create_commit_status_service.rb): an open one of the same name, pipeline and user is
 * changed, else one is made.
 */
import {
  type Answered,
  type Asked,
  type FakeService,
  type Json,
  refused,
  startFakeService,
} from '#reports/publish/fake-service.fixture.ts';
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';

export type FakeNote = {
  readonly id: number;
  body: string;
  readonly system: boolean;
  readonly author: { readonly id: number };
};
export type FakeStatus = {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly pipeline_id: number;
  status: string;
  description: string | null;
  target_url: string | null;
};

export type FakeGitLab = FakeService & {
  readonly apiUrl: string;
  readonly notes: FakeNote[];
  readonly statuses: FakeStatus[];
  /** What GitLab was told to do by a line of a comment, such as `/close`. */
  readonly actions: string[];
  /** What the token may write. */
  readonly may: { notes: boolean; statuses: boolean };
  /** The user whose token it is. */
  viewer: number;
  /** The commit of each pipeline. */
  readonly pipelines: Map<number, string>;
  /** Names of the jobs of every pipeline. */
  readonly jobs: Set<string>;
  /** As new. */
  readonly reset: () => void;
};

const PROJECT = '/api/v4/projects/42';

export async function startFakeGitLab(pageSize = 3): Promise<FakeGitLab> {
  const state = { notes: [] as FakeNote[], statuses: [] as FakeStatus[], actions: [] as string[] };
  const service = await startFakeService((asked) => answer(asked));
  const fake: FakeGitLab = {
    ...service,
    ...state,
    apiUrl: `${service.url}/api/v4`,
    may: { notes: true, statuses: true },
    viewer: 5,
    pipelines: new Map(),
    jobs: new Set(),
    reset: () => {
      for (const list of [state.notes, state.statuses, state.actions, fake.requests, fake.faults]) list.length = 0;
      Object.assign(fake.may, { notes: true, statuses: true });
      fake.viewer = 5;
      fake.pipelines.clear();
      fake.pipelines.set(600, COMMIT);
      fake.jobs.clear();
    },
  };
  fake.reset();
  return fake;

  function answer({ method, pathname, query, headers, body }: Asked): Answered {
    if (headers['private-token'] !== 't0ken') return refused(401, '401 Unauthorized');
    if (method === 'GET' && pathname === '/api/v4/user') return { status: 200, json: { id: fake.viewer } };
    if (!pathname.startsWith(`${PROJECT}/`)) return refused(404, '404 Project Not Found');
    const path = pathname.slice(PROJECT.length);
    const notes = /^\/merge_requests\/7\/notes(?:\/(\d+))?$/.exec(path);
    if (notes !== null) return ofNotes(method, notes[1], query, body);
    const [, sha] = /^\/statuses\/(\w+)$/.exec(path) ?? [];
    if (method === 'POST' && sha !== undefined) return fake.may.statuses ? setStatus(sha, body) : DENIED;
    const [, ofCommit] = /^\/repository\/commits\/(\w+)\/statuses$/.exec(path) ?? [];
    if (method === 'GET' && ofCommit !== undefined) return statusesOf(ofCommit, query.get('name') ?? '');
    return refused(404, '404 Not Found');
  }

  function ofNotes(method: string, id: string | undefined, query: URLSearchParams, body: Json): Answered {
    if (method === 'GET' && id === undefined) return page(state.notes, query);
    if (!fake.may.notes) return DENIED;
    const text = typeof body['body'] === 'string' ? actedOn(body['body']) : '';
    if (method !== 'DELETE' && text === '') return refused(400, 'body is empty');
    if (text.length > 1_000_000) return refused(400, { note: ['is too long (maximum is 1000000 characters)'] });
    if (method === 'POST') {
      const made = { id: 1000 + state.notes.length, body: text, system: false, author: { id: fake.viewer } };
      state.notes.push(made);
      return { status: 201, json: made };
    }
    const at = state.notes.findIndex((own) => own.id === Number(id));
    const found = state.notes[at];
    if (found === undefined) return refused(404, '404 Note Not Found');
    if (found.author.id !== fake.viewer) return DENIED;
    if (method === 'DELETE') state.notes.splice(at, 1);
    else found.body = text;
    return method === 'DELETE' ? { status: 204, json: null } : { status: 200, json: found };
  }

  /** GitLab takes what looks like a quick action out of the text, and does it. */
  function actedOn(text: string): string {
    state.actions.push(...[...text.matchAll(/^\/\w+.*$/gm)].map(([line]) => line));
    return text.replaceAll(/^\/\w+.*$\n?/gm, '').trimEnd();
  }

  function page(all: readonly FakeNote[], query: URLSearchParams): Answered {
    const number = Number(query.get('page') ?? 1);
    const own = all.slice((number - 1) * pageSize, number * pageSize);
    const isLast = number * pageSize >= all.length;
    // The address by which GitLab knows itself may be another one than the one that leads to it.
    const link = `<https://gitlab.internal${PROJECT}/merge_requests/7/notes?page=${number + 1}>; rel="next"`;
    const headers = {
      'x-page': String(number),
      'x-next-page': isLast ? '' : String(number + 1),
      ...(isLast ? {} : { link }),
    };
    return { status: 200, json: own, headers };
  }

  function setStatus(sha: string, body: Json): Answered {
    const {
      name = 'default',
      state: wanted,
      description = null,
      target_url = null,
      pipeline_id,
    } = body as {
      readonly name?: string;
      readonly state?: string;
      readonly description?: string | null;
      readonly target_url?: string | null;
      readonly pipeline_id?: number;
    };
    const known = [...fake.pipelines].filter(([, own]) => own === sha).map(([id]) => id);
    if (known.length === 0) return refused(404, '404 Commit Not Found');
    const pipeline = pipeline_id ?? Math.max(...known);
    if (!known.includes(pipeline)) return refused(404, '404 Pipeline for pipeline_id, sha and ref Not Found');
    if (fake.jobs.has(name)) return refused(400, { name: ['has already been taken'] });
    for (const [field, text] of Object.entries({ description, target_url })) {
      if ((text ?? '').length > 255) return refused(400, { [field]: ['is too long (maximum is 255 characters)'] });
    }
    const open = state.statuses.find(
      (own) => own.name === name && own.pipeline_id === pipeline && ['pending', 'running'].includes(own.status),
    );
    if (open !== undefined && wanted === open.status) {
      const event = wanted === 'running' ? 'run' : 'enqueue';
      return refused(
        400,
        `Cannot transition status via :${event} from :${wanted} (Reason(s): Status cannot transition via "${event}")`,
      );
    }
    if (!['pending', 'running', 'success', 'failed'].includes(wanted ?? ''))
      return refused(400, 'state does not have a valid value');
    const changed = { status: wanted ?? '', description, target_url };
    if (open !== undefined) return { status: 201, json: Object.assign(open, changed) };
    const made = { id: 2000 + state.statuses.length, name, sha, pipeline_id: pipeline, ...changed };
    state.statuses.push(made);
    return { status: 201, json: made };
  }

  /** The newest of each pipeline: an older one was tried again. */
  function statusesOf(sha: string, name: string): Answered {
    const own = state.statuses.filter((status) => status.sha === sha && status.name === name);
    const newest = new Map(own.map((status) => [status.pipeline_id, status]));
    return { status: 200, json: [...newest.values()] };
  }
}

const DENIED = refused(403, '403 Forbidden');
