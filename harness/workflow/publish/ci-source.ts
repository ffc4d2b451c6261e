import { openMergeRequest } from './merge-request.ts';
import { BRANCH, CI_URL, COMMIT, PULL_REQUEST, type Source } from '#harness/domain/source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One CI: how it is recognised, and its names for what a source has. */
type Ci = {
  readonly isHere: (environment: Environment) => boolean;
  readonly source: (environment: Environment, event: unknown) => { readonly [Field in keyof Source]?: unknown };
};

/**
 * The variables that each CI documents for its jobs. By hand: packages for this report the merge commit of a pull request,
 * which no branch keeps, so no history could show it.
 */
const CIS: readonly Ci[] = [
  {
    // docs.github.com/actions/reference/workflows-and-actions/variables
    isHere: ({ GITHUB_ACTIONS }) => GITHUB_ACTIONS === 'true',
    source: (env, event) => ({
      // GITHUB_SHA of a pull request is a merge that GitHub made; the event names the head.
      // A workflow that follows another one runs on the default branch; its event names what the other one was run for.
      commit:
        within(event, 'pull_request', 'head', 'sha') ?? within(event, 'workflow_run', 'head_sha') ?? env['GITHUB_SHA'],
      branch:
        within(event, 'workflow_run', 'head_branch') ??
        (env['GITHUB_HEAD_REF'] || (env['GITHUB_REF_TYPE'] === 'tag' ? undefined : env['GITHUB_REF_NAME'])),
      baseBranch:
        within(event, 'pull_request', 'base', 'ref') ??
        within(event, 'workflow_run', 'pull_requests', '0', 'base', 'ref') ??
        env['GITHUB_BASE_REF'],
      pullRequest:
        within(event, 'pull_request', 'number') ??
        within(event, 'workflow_run', 'pull_requests', '0', 'number') ??
        /^refs\/pull\/(\d+)\//.exec(env['GITHUB_REF'] ?? '')?.[1],
      ciUrl: `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/actions/runs/${env['GITHUB_RUN_ID']}`,
      startedBy: env['GITHUB_TRIGGERING_ACTOR'] ?? env['GITHUB_ACTOR'],
    }),
  },
  {
    // docs.gitlab.com/ci/variables/predefined_variables
    isHere: ({ GITLAB_CI }) => GITLAB_CI === 'true',
    source: (env) => ({
      // The commit of a merged-results pipeline is a merge that GitLab made.
      commit: env['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'] || env['CI_COMMIT_SHA'],
      branch: env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'] ?? env['CI_COMMIT_BRANCH'],
      baseBranch: env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME'],
      // A pipeline of a branch names the merge requests of the branch.
      pullRequest: env['CI_MERGE_REQUEST_IID'] ?? openMergeRequest(env)?.number,
      ciUrl: env['CI_JOB_URL'],
      startedBy: env['GITLAB_USER_LOGIN'],
    }),
  },
  {
    // buildkite.com/docs/pipelines/configure/environment-variables
    isHere: ({ BUILDKITE }) => BUILDKITE === 'true',
    source: (env) => ({
      // "HEAD" where a build was started by hand and nothing was fetched yet.
      commit: env['BUILDKITE_COMMIT'] === 'HEAD' ? undefined : env['BUILDKITE_COMMIT'],
      branch: env['BUILDKITE_BRANCH'],
      baseBranch: env['BUILDKITE_PULL_REQUEST_BASE_BRANCH'],
      pullRequest: env['BUILDKITE_PULL_REQUEST'],
      ciUrl: env['BUILDKITE_BUILD_URL'],
      startedBy: env['BUILDKITE_BUILD_CREATOR'],
    }),
  },
  {
    // jenkins.io/doc/book/pipeline/jenkinsfile#using-environment-variables and the Git and Branch API plugins
    isHere: ({ JENKINS_URL, BUILD_URL }) => JENKINS_URL !== undefined && BUILD_URL !== undefined,
    source: (env) => ({
      commit: env['GIT_COMMIT'],
      branch: env['CHANGE_BRANCH'] ?? env['BRANCH_NAME'] ?? env['GIT_BRANCH']?.replace(/^origin\//, ''),
      baseBranch: env['CHANGE_TARGET'],
      pullRequest: env['CHANGE_ID'],
      ciUrl: env['BUILD_URL'],
      startedBy: env['CHANGE_AUTHOR'],
    }),
  },
  {
    // circleci.com/docs/reference/variables
    isHere: ({ CIRCLECI }) => CIRCLECI === 'true',
    source: (env) => ({
      commit: env['CIRCLE_SHA1'],
      branch: env['CIRCLE_BRANCH'],
      pullRequest: env['CIRCLE_PR_NUMBER'] ?? /\/(\d+)$/.exec(env['CIRCLE_PULL_REQUEST'] ?? '')?.[1],
      ciUrl: env['CIRCLE_BUILD_URL'],
      startedBy: env['CIRCLE_USERNAME'],
    }),
  },
];

/** The environment variable that names the file with GitHub's event. */
export const EVENT_FILE_VARIABLE = 'GITHUB_EVENT_PATH';

/**
 * What the CI says of the job that runs here; null where no known CI runs it. A value that cannot be one, such as the
 * pull request "false" of Buildkite, is missing.
 *
 * @param event content of the file that `EVENT_FILE_VARIABLE` names, if there is one
 */
export function ciSource(environment: Environment, event: unknown = null): Source | null {
  const ci = CIS.find(({ isHere }) => isHere(environment));
  if (ci === undefined) return null;
  const { commit, branch, baseBranch, pullRequest, ciUrl, startedBy } = ci.source(environment, event);
  const number = typeof pullRequest === 'string' && /^\d+$/.test(pullRequest) ? Number(pullRequest) : pullRequest;
  const by = typeof startedBy === 'string' ? startedBy.trim().slice(0, 200) : '';
  return {
    ...valid('commit', COMMIT.safeParse(commit)),
    ...valid('branch', BRANCH.safeParse(branch)),
    ...valid('baseBranch', BRANCH.safeParse(baseBranch)),
    ...valid('pullRequest', PULL_REQUEST.safeParse(number)),
    ...valid('ciUrl', CI_URL.safeParse(ciUrl)),
    ...(by === '' ? {} : { startedBy: by }),
  };
}

function valid<Field extends keyof Source>(
  field: Field,
  result: { readonly success: boolean; readonly data?: Source[Field] },
): Partial<Record<Field, NonNullable<Source[Field]>>> {
  if (!result.success || result.data === undefined) return {};
  return { [field]: result.data } as Record<Field, NonNullable<Source[Field]>>;
}

function within(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Record<string, unknown>)[key] : undefined),
    value,
  );
}
