import { rememberedIn } from '#reports/pull-request/marker.ts';
import type { RestApi } from '#reports/publish/rest/api.ts';
import { parseAnswer } from '#reports/publish/rest/parse-answer.ts';
import type { Known, StickyPlace } from '#reports/publish/sticky-comment.ts';
import { NOTE, NOTES, USER } from './answers.ts';

const PERMISSION = 'the scope api and a role that may comment on the merge request';
/** What GitLab takes: docs.gitlab.com/api/notes. Fewer than so many bytes are fewer characters, too. */
export const LONGEST_COMMENT = 1_000_000;

/** Which comment of which merge request. */
export type CommentPlace = {
  readonly api: RestApi;
  /** A number or a full path. */
  readonly project: string;
  readonly mergeRequest: number;
  /** The key that finds the comment. */
  readonly key: string;
};

/** The one comment of a suite on a merge request; GitLab's API calls it a note. */
export function commentPlace(place: CommentPlace, write: StickyPlace['write']): StickyPlace {
  const { api, mergeRequest } = place;
  const name = `merge request ${mergeRequest}`;
  const permission = PERMISSION;
  const path = notesOf(place);
  return {
    name,
    write: (earlier) => withoutQuickActions(write(earlier)),
    own: () => ownComments(place),
    create: async (body) => {
      const what = `comment on ${name}`;
      const { json } = await api.request({ method: 'POST', path, body: { body }, what, permission });
      parseAnswer(NOTE, json, what, api.dialect);
    },
    update: async ({ id }, body) => {
      const what = `update the comment on ${name}`;
      const { json } = await api.request({ method: 'PUT', path: `${path}/${id}`, body: { body }, what, permission });
      parseAnswer(NOTE, json, what, api.dialect);
    },
    remove: async ({ id }) => {
      const what = `remove the comment on ${name}`;
      await api.request({ method: 'DELETE', path: `${path}/${id}`, what, permission });
    },
    wait: async (tries) => api.wait(tries),
  };
}

/** GitLab does what a line such as `/close` says, also in a comment that is edited. The character before it is invisible. */
export function withoutQuickActions(text: string): string {
  return text.replaceAll(/^([ \t>]*)\//gm, '$1\u{200B}/');
}

/** As services list them: in the order in which they were made. */
async function* ownComments(place: CommentPlace): AsyncGenerator<Known> {
  const { api, mergeRequest, key } = place;
  const what = `read the comments on merge request ${mergeRequest}`;
  const path = `${notesOf(place)}?sort=asc&order_by=created_at&activity_filter=only_comments&per_page=100`;
  let viewer: number | null = null;
  for await (const page of api.pages({ path, what, permission: PERMISSION })) {
    for (const { id, body, system, author } of parseAnswer(NOTES, page, what, api.dialect)) {
      const earlier = rememberedIn(body ?? '', key);
      if (earlier === null || system === true) continue;
      viewer ??= await viewerOf(api);
      if (author?.id === viewer) yield { id, author: author.id, earlier };
    }
  }
}

/** Whose token it is: of a project's token, a user that GitLab made for it. */
async function viewerOf(api: RestApi): Promise<number> {
  const what = 'read whose token it is';
  const { json } = await api.request({ method: 'GET', path: '/user', what, permission: 'the scope api' });
  return parseAnswer(USER, json, what, api.dialect).id;
}

function notesOf({ project, mergeRequest }: CommentPlace): string {
  return `/projects/${encodeURIComponent(project)}/merge_requests/${mergeRequest}/notes`;
}
