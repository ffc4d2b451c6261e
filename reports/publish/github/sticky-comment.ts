import type { BenchError } from '#harness/domain/failure.ts';
import type { GitHubTarget } from '#harness/ports/publish.ts';
import type { PullRequestText } from '#reports/pull-request/comment.ts';
import { type Memory, rememberedIn } from '#reports/pull-request/marker.ts';
import { COMMENT, type CommentAnswer, COMMENTS, parseAnswer, VIEWER } from './answers.ts';
import { type GitHubApi, Unanswered } from './api.ts';
import { MOST_TRIES } from './patience.ts';

const PERMISSION = 'pull-requests: write';

/** The one comment of a suite on a pull request. */
export type Sticky = {
  readonly api: GitHubApi;
  readonly repository: string;
  readonly pullRequest: number;
  /** The key that finds the comment. */
  readonly key: string;
};

/** What was done, and what was left out on purpose. */
export type ActionLine = { readonly kind: 'done' | 'skipped'; readonly line: string };

/** Makes the comment or edits the one that is there; removes it where none is wanted. */
export async function updateComment(
  sticky: Sticky,
  text: PullRequestText,
  { comment: when, reportUrl, jobUrl }: Pick<GitHubTarget, 'comment' | 'reportUrl' | 'jobUrl'>,
  now: Date,
): Promise<ActionLine> {
  const on = `pull request ${sticky.pullRequest}`;
  let failure: BenchError | null = null;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const known = await findComment(sticky);
    if (when === 'never') {
      if (known === null) return { kind: 'skipped', line: 'no comment is wanted' };
      await change('DELETE', known.comment, sticky);
      return { kind: 'done', line: `removed the comment on ${on}, as none is wanted` };
    }
    if (known !== null && isOfLaterRun(known.earlier, text, now)) {
      return { kind: 'skipped', line: `no comment on ${on}: the one that is there is of a later run` };
    }
    const body = text.comment({
      earlier: known?.earlier.results ?? [],
      reportUrl: reportUrl ?? jobUrl,
      key: sticky.key,
    });
    if (known !== null) {
      await change('PATCH', known.comment, sticky, body);
      return { kind: 'done', line: `updated the comment on ${on}` };
    }
    if (!isWanted(when, text)) return { kind: 'skipped', line: `no comment on ${on}: ${REASONS[when]}` };
    try {
      const what = `comment on ${on}`;
      const path = `/repos/${sticky.repository}/issues/${sticky.pullRequest}/comments`;
      const { json } = await sticky.api.request({ method: 'POST', path, body: { body }, what, permission: PERMISSION });
      parseAnswer(COMMENT, json, what);
      return { kind: 'done', line: `commented on ${on}` };
    } catch (error) {
      // It may exist all the same: the next look finds it, so that no second one is created.
      if (!(error instanceof Unanswered)) throw error;
      failure = error.failure;
      if (tries < MOST_TRIES) await sticky.api.wait(tries);
    }
  }
  throw failure ?? new Error('a comment was tried not once');
}

/**
 * Of two runs at once, the one that began later is about the later commit, whichever ends first. A moment in the future belongs to no
 * run, and would freeze the comment for ever.
 */
function isOfLaterRun({ startedAt }: Memory, text: PullRequestText, now: Date): boolean {
  return startedAt !== null && startedAt > text.startedAt && startedAt <= now.toISOString();
}

const REASONS = { always: '', 'on-change': 'nothing changed', 'on-fail': 'the gate did not fail' } as const;

function isWanted(when: keyof typeof REASONS, { kind, isChange }: PullRequestText): boolean {
  if (when === 'always') return true;
  return when === 'on-change' ? isChange : kind === 'fail';
}

type Known = { readonly comment: CommentAnswer; readonly earlier: Memory };

/** The comment of this suite that this publisher made; anybody else may write the same words. */
async function findComment({ api, repository, pullRequest, key }: Sticky): Promise<Known | null> {
  const what = `read the comments on pull request ${pullRequest}`;
  const path = `/repos/${repository}/issues/${pullRequest}/comments?per_page=100`;
  let viewer: string | null = null;
  for await (const page of api.pages({ path, what, permission: PERMISSION })) {
    for (const comment of parseAnswer(COMMENTS, page, what)) {
      const earlier = rememberedIn(comment.body ?? '', key);
      if (earlier === null) continue;
      if (comment.user?.type === 'Bot') return { comment, earlier };
      viewer ??= await viewerOf(api);
      if (viewer !== '' && comment.user?.login === viewer) return { comment, earlier };
    }
  }
  return null;
}

/** Whose token it is; empty where it is that of a job, which is nobody's. */
async function viewerOf(api: GitHubApi): Promise<string> {
  try {
    const what = 'read whose token it is';
    const { json } = await api.request({ method: 'GET', path: '/user', what, permission: 'metadata: read' });
    return parseAnswer(VIEWER, json, what).login;
  } catch {
    return '';
  }
}

async function change(
  method: 'PATCH' | 'DELETE',
  { id }: CommentAnswer,
  { api, repository, pullRequest }: Sticky,
  body?: string,
): Promise<void> {
  await api.request({
    method,
    path: `/repos/${repository}/issues/comments/${id}`,
    ...(body === undefined ? {} : { body: { body } }),
    what: `${method === 'PATCH' ? 'update' : 'remove'} the comment on pull request ${pullRequest}`,
    permission: PERMISSION,
  });
}
