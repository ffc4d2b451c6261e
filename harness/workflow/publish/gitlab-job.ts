import { BenchError } from '#harness/domain/failure.ts';
import { GITLAB_PROJECT } from '#harness/domain/publish-settings.ts';
import { CI_URL } from '#harness/domain/source.ts';
import type { GitLabTarget } from '#harness/ports/publish.ts';
import type { Environment } from './ci-source.ts';
import { openMergeRequest } from './merge-request.ts';
import { safeApi, tokenOf } from './secrets.ts';

/** What a job of GitLab CI says by itself of where to publish. */
export type GitLabJob = Omit<GitLabTarget, 'kind' | 'comment' | 'status' | 'reportUrl'>;

/**
 * Reads the variables of a job: docs.gitlab.com/ci/variables/predefined_variables. Throws USAGE for a project or an address that cannot
 * be one.
 *
 * @param named the project that a person named; of another project than that of the job, nothing of the job holds but its address and page
 */
export function gitlabJob(environment: Environment, named?: string): GitLabJob {
  const usual = 'https://gitlab.com/api/v4';
  const jobUrl = CI_URL.safeParse(environment['CI_JOB_URL']);
  const place = {
    apiUrl: safeApi('CI_API_V4_URL', environment['CI_API_V4_URL'] || usual, usual),
    token: tokenOf(environment, 'GITLAB_TOKEN'),
    jobUrl: jobUrl.success ? jobUrl.data : null,
  };
  const own = environment['CI_PROJECT_ID'] ?? '';
  if (named !== undefined && named !== own && named !== environment['CI_PROJECT_PATH']) {
    return { ...place, project: named, noWriteReason: null, mergeRequest: null, commit: null, pipeline: null };
  }
  if (!GITLAB_PROJECT.test(own)) {
    throw new BenchError('USAGE', `CI_PROJECT_ID is ${own === '' ? 'not set' : JSON.stringify(own)}.`, {
      remedy: 'GitLab CI sets it; elsewhere, add --project GROUP/PROJECT.',
    });
  }
  // The pipeline of a merge request may run for a merge that GitLab made. Its statuses are those of that commit.
  const commit = environment['CI_COMMIT_SHA'] || null;
  return {
    ...place,
    project: own,
    noWriteReason: noWriteReason(environment),
    mergeRequest: mergeRequest(environment),
    commit,
    pipeline: commit === null ? null : wholeNumber(environment['CI_PIPELINE_ID']),
  };
}

/** A merge request from a fork may run in the fork, and belongs to the other project all the same. */
function mergeRequest(environment: Environment): GitLabTarget['mergeRequest'] {
  const number = wholeNumber(environment['CI_MERGE_REQUEST_IID']);
  if (number === null) return openMergeRequest(environment);
  const project = environment['CI_MERGE_REQUEST_PROJECT_ID'] || environment['CI_PROJECT_ID'] || '';
  return GITLAB_PROJECT.test(project) ? { project, number } : null;
}

/** Variables of a project, such as a token, are not given to jobs that run in its forks. */
function noWriteReason(environment: Environment): string | null {
  const source = environment['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'] || null;
  const isFork = source !== null && source !== (environment['CI_MERGE_REQUEST_PROJECT_ID'] || source);
  return isFork
    ? 'this job runs for a merge request from a fork, and has no token that may write; a member of the project may run the pipeline there'
    : null;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : null;
}
