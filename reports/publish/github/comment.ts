import { rememberedIn } from '#reports/pull-request/marker.ts';
import { parseAnswer } from '#reports/publish/rest/parse-answer.ts';
import type { RestApi } from '#reports/publish/rest/api.ts';
import type { Known, StickyPlace } from '#reports/publish/sticky-comment.ts';
import { COMMENT, COMMENTS, VIEWER } from './answers.ts';

const PERMISSION = 'pull-requests: write';

/** Which comment of which pull request. */
export type CommentPlace = {
  readonly api: RestApi;
  readonly repository: string;
  readonly pullRequest: number;
  /** The key that finds the comment. */
  readonly key: string;
};

/** The one comment of a suite on a pull request. */
export function commentPlace(place: CommentPlace, write: StickyPlace['write']): StickyPlace {
  const { api, repository, pullRequest } = place;
  const name = `pull request ${pullRequest}`;
  const permission = PERMISSION;
  const pathOf = ({ id }: Known): string => `/repos/${repository}/issues/comments/${id}`;
  return {
    name,
    write,
    own: () => ownComments(place),
    create: async (body) => {
      const what = `comment on ${name}`;
      const path = `/repos/${repository}/issues/${pullRequest}/comments`;
      const { json } = await api.request({ method: 'POST', path, body: { body }, what, permission });
      parseAnswer(COMMENT, json, what, api.dialect);
    },
    update: async (known, body) => {
      const what = `update the comment on ${name}`;
      const { json } = await api.request({ method: 'PATCH', path: pathOf(known), body: { body }, what, permission });
      parseAnswer(COMMENT, json, what, api.dialect);
    },
    remove: async (known) => {
      const what = `remove the comment on ${name}`;
      await api.request({ method: 'DELETE', path: pathOf(known), what, permission });
    },
    wait: async (tries) => api.wait(tries),
  };
}

/** As services list them: in the order in which they were made. */
async function* ownComments({ api, repository, pullRequest, key }: CommentPlace): AsyncGenerator<Known> {
  const what = `read the comments on pull request ${pullRequest}`;
  const path = `/repos/${repository}/issues/${pullRequest}/comments?per_page=100`;
  let viewer: string | null = null;
  for await (const page of api.pages({ path, what, permission: PERMISSION })) {
    for (const { id, body, user } of parseAnswer(COMMENTS, page, what, api.dialect)) {
      const earlier = rememberedIn(body ?? '', key);
      if (earlier === null) continue;
      if (user?.type !== 'Bot') viewer ??= await viewerOf(api);
      if (user?.type === 'Bot' || (viewer !== '' && user?.login === viewer)) yield { id, author: user.login, earlier };
    }
  }
}

/** Whose token it is; empty where it is that of a job, which is nobody's. */
async function viewerOf(api: RestApi): Promise<string> {
  try {
    const what = 'read whose token it is';
    const { json } = await api.request({ method: 'GET', path: '/user', what, permission: 'metadata: read' });
    return parseAnswer(VIEWER, json, what, api.dialect).login;
  } catch {
    return '';
  }
}
