import { BenchError } from '#harness/domain/failure.ts';
import type { GitLabTarget, Publication, Publisher } from '#harness/ports/publish.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { readable } from '#harness/text/sentences.ts';
import { type PullRequestText, pullRequestText } from '#reports/pull-request/comment.ts';
import {
  type ActionLine,
  actOn,
  type Attempt,
  publicationOf,
  settled,
  withoutToken,
} from '#reports/publish/attempts.ts';
import { conclusionOf } from '#reports/publish/conclusion.ts';
import { type ApiLimits, type RestApi, restApi } from '#reports/publish/rest/api.ts';
import { updateComment } from '#reports/publish/sticky-comment.ts';
import { commentPlace, LONGEST_COMMENT } from './comment.ts';
import { GITLAB } from './dialect.ts';
import { abandonStatus, beginStatus, concludeStatus, type Status } from './status.ts';

/** A merge request on GitLab: its comment, and the status of its commit. */
export function gitlabPublisher(target: GitLabTarget, limits: ApiLimits): Publisher {
  const statusOf = (api: RestApi, suiteId: string, known: string | undefined): Status | null => {
    const commit = target.commit ?? known;
    if (commit === undefined || target.status.kind === 'none') return null;
    const { project, pipeline, jobUrl } = target;
    const name = readable(target.status.name ?? `fastvlm-bench ${suiteId}`, 100);
    return { api, project, commit, pipeline, jobUrl, name };
  };
  const withApi = async (act: (api: RestApi) => readonly Attempt[]): Promise<Publication> => {
    const { token, apiUrl, noWriteReason } = target;
    const readOnly = noWriteReason === null ? null : `no comment and no status: ${noWriteReason}`;
    if (token === null) return withoutToken(readOnly, noToken());
    const attempts = act(restApi(GITLAB, { ...limits, apiUrl, token }));
    return publicationOf(await Promise.all(attempts.map(settled)), readOnly);
  };
  return {
    id: 'gitlab',
    announce: async (suiteId) => withApi((api) => [actOn(statusOf(api, suiteId, undefined), NO_STATUS, beginStatus)]),
    abandon: async (suiteId) =>
      withApi((api) => [
        actOn(
          statusOf(api, suiteId, undefined),
          NO_STATUS,
          async (status) => (await abandonStatus(status)) ?? { kind: 'skipped', line: 'no status is in progress' },
        ),
      ]),
    publish: async (report) => {
      const text = pullRequestText(report);
      const { run, assessment, decision } = report;
      return withApi((api) => [
        actOn(statusOf(api, assessment.suite.id, run.source?.commit), NO_STATUS, async (status) =>
          concludeStatus(status, conclusionOf(decision, text), text.headline),
        ),
        comment(api, text, report),
      ]);
    },
  };

  async function comment(api: RestApi, text: PullRequestText, { run, assessment }: ReportInput): Promise<ActionLine> {
    const number = run.source?.pullRequest;
    const known = number === undefined ? null : { project: target.project, number };
    const mergeRequest = target.mergeRequest ?? known;
    if (mergeRequest === null) {
      const line = 'no comment: this run belongs to no merge request, or to several; --merge-request names one';
      return { kind: 'skipped', line };
    }
    const key = (target.status.kind === 'named' ? target.status.name : null) ?? assessment.suite.id;
    const reportUrl = target.reportUrl ?? target.jobUrl;
    const place = commentPlace(
      { api, project: mergeRequest.project, mergeRequest: mergeRequest.number, key },
      (earlier) => text.comment({ earlier, reportUrl, key, longest: LONGEST_COMMENT }),
    );
    return updateComment(place, text, target.comment, limits.clock.now());
  }
}

const NO_STATUS = 'no status: it is switched off, or the commit is unknown; --commit names it';

function noToken(): BenchError {
  return new BenchError(
    'PUBLISH_REFUSED',
    'There is no token for GitLab: GITLAB_TOKEN is not set, and CI_JOB_TOKEN may write neither comments nor statuses.',
    {
      remedy:
        'Create a project access token with the scope api and the role Developer, and keep it as the masked variable GITLAB_TOKEN. Only jobs of protected branches get a protected variable.',
    },
  );
}
