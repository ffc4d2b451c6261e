import { z } from 'zod';
import { BenchError } from '#harness/domain/failure.ts';
import { GITHUB_REPOSITORY } from '#harness/domain/publish-settings.ts';
import type { GitHubTarget } from '#harness/ports/publish.ts';
import type { Environment } from './ci-source.ts';
import { safeApi, tokenOf } from './secrets.ts';

/** What a job of GitHub Actions says by itself of where to publish. */
export type GitHubJob = Omit<GitHubTarget, 'kind' | 'comment' | 'check' | 'reportUrl'>;

/** As much of GitHub's events as is used; a field that is of another kind counts as missing. */
const repository = z.object({ full_name: z.string(), owner: z.object({ login: z.string() }).nullish().catch(null) });
const pullRequest = z.object({
  number: z.number(),
  head: z.object({ sha: z.string(), repo: repository.nullish().catch(null) }),
});
const workflowRun = z.object({
  head_sha: z.string(),
  head_branch: z.string().nullish().catch(null),
  head_repository: repository.nullish().catch(null),
  pull_requests: z.array(z.object({ number: z.number() })).catch([]),
});
const eventSchema = z
  .object({
    pull_request: pullRequest.nullish().catch(null),
    workflow_run: workflowRun.nullish().catch(null),
  })
  .catch({});

/**
 * Reads the variables and the event of a job. Throws USAGE for a repository or an address that cannot be one.
 *
 * @param event content of the file that GITHUB_EVENT_PATH names, if there is one
 */
export function githubJob(environment: Environment, event: unknown): GitHubJob {
  const own = environment['GITHUB_REPOSITORY'] ?? '';
  if (!GITHUB_REPOSITORY.test(own)) {
    throw new BenchError('USAGE', `GITHUB_REPOSITORY is ${own === '' ? 'not set' : `"${own}"`}.`, {
      remedy: 'GitHub Actions sets it; elsewhere, add --repository OWNER/NAME.',
    });
  }
  const { pull_request: pull, workflow_run: run } = eventSchema.parse(event ?? {});
  const head = pull?.head.repo ?? run?.head_repository ?? null;
  const isFork = head !== null && head.full_name !== own;
  const owner = run?.head_repository?.owner?.login;
  const branch = run?.head_branch;
  return {
    apiUrl: apiUrl(environment),
    repository: own,
    token: tokenOf(environment, 'GITHUB_TOKEN'),
    noWriteReason: noWriteReason(environment, isFork),
    pullRequest: pull?.number ?? run?.pull_requests[0]?.number ?? null,
    head: owner === undefined || branch === undefined || branch === null ? null : { owner, branch },
    commit: pull?.head.sha ?? run?.head_sha ?? (environment['GITHUB_SHA'] || null),
    jobUrl: jobUrl(environment, own),
    checkout: environment['GITHUB_WORKSPACE'] || null,
    summaryFile: environment['GITHUB_STEP_SUMMARY'] || null,
  };
}

function apiUrl(environment: Environment): string {
  const usual = 'https://api.github.com';
  return safeApi('GITHUB_API_URL', environment['GITHUB_API_URL'] || usual, usual);
}

/** Of the event `pull_request`, whose code may do anything, GitHub trusts neither forks nor Dependabot with a token that writes. */
function noWriteReason(environment: Environment, isFork: boolean): string | null {
  if (environment['GITHUB_EVENT_NAME'] !== 'pull_request') return null;
  const elsewhere = 'docs/pull-requests.md shows the workflow that may';
  if (isFork) return `this job runs for a pull request from a fork, and its token may not write; ${elsewhere}`;
  if (environment['GITHUB_ACTOR'] !== 'dependabot[bot]') return null;
  return `this job runs for Dependabot, and its token may not write; ${elsewhere}`;
}

function jobUrl(environment: Environment, repository: string): string | null {
  const id = environment['GITHUB_RUN_ID'] ?? '';
  const server = environment['GITHUB_SERVER_URL'] || 'https://github.com';
  return /^\d+$/.test(id) && URL.canParse(server) ? `${server}/${repository}/actions/runs/${id}` : null;
}
