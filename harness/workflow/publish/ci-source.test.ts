import { expect, test } from 'vitest';
import { ciSource } from './ci-source.ts';

const GITHUB = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SHA: 'aaaa111',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_HEAD_REF: '',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'team/app',
  GITHUB_RUN_ID: '42',
  GITHUB_ACTOR: 'someone',
};

test('a push on GitHub is its commit on its branch', () => {
  expect(ciSource(GITHUB)).toEqual({
    commit: 'aaaa111',
    branch: 'main',
    ciUrl: 'https://github.com/team/app/actions/runs/42',
    startedBy: 'someone',
  });
});

test('a pull request on GitHub is its head, and not the merge that GitHub made of it', () => {
  const variables = {
    ...GITHUB,
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REF_NAME: '7/merge',
    GITHUB_HEAD_REF: 'faster',
    GITHUB_BASE_REF: 'main',
  };
  const event = { pull_request: { number: 7, head: { sha: 'bbbb222' }, base: { ref: 'release-2' } } };
  expect(ciSource(variables, event)).toMatchObject({
    commit: 'bbbb222',
    branch: 'faster',
    baseBranch: 'release-2',
    pullRequest: 7,
  });
  expect(ciSource(variables)).toMatchObject({ branch: 'faster', baseBranch: 'main', pullRequest: 7 });
  expect(ciSource({ ...GITHUB, GITHUB_BASE_REF: '' })).not.toHaveProperty('baseBranch');
});

test('a workflow that follows another one measures what that one was run for', () => {
  const run = { head_sha: 'cccc333', head_branch: 'faster', pull_requests: [{ number: 8, base: { ref: 'main' } }] };
  expect(ciSource(GITHUB, { workflow_run: run })).toMatchObject({
    commit: 'cccc333',
    branch: 'faster',
    baseBranch: 'main',
    pullRequest: 8,
  });
  const fork = ciSource(GITHUB, { workflow_run: { ...run, pull_requests: [] } });
  expect(fork).toMatchObject({ commit: 'cccc333', branch: 'faster' });
  expect(fork).not.toHaveProperty('pullRequest');
});

test('a tag on GitHub is no branch', () => {
  expect(ciSource({ ...GITHUB, GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1' })).not.toHaveProperty('branch');
});

test('a merge request on GitLab is the commit of its source branch', () => {
  const job = {
    GITLAB_CI: 'true',
    CI_COMMIT_SHA: 'aaaa111',
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: 'bbbb222',
    CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'faster',
    CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    CI_MERGE_REQUEST_IID: '7',
    CI_JOB_URL: 'https://gitlab.example/team/app/-/jobs/9',
    GITLAB_USER_LOGIN: 'someone',
  };
  expect(ciSource(job)).toEqual({
    commit: 'bbbb222',
    branch: 'faster',
    baseBranch: 'main',
    pullRequest: 7,
    ciUrl: 'https://gitlab.example/team/app/-/jobs/9',
    startedBy: 'someone',
  });
  // Of a pipeline without merged results GitLab sets the variable to nothing.
  expect(ciSource({ ...job, CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '' })).toMatchObject({ commit: 'aaaa111' });
});

test('a branch on GitLab is that of its one open merge request', () => {
  const job = { GITLAB_CI: 'true', CI_COMMIT_SHA: 'aaaa111', CI_COMMIT_BRANCH: 'faster' };
  const open = (requests: string) => ciSource({ ...job, CI_OPEN_MERGE_REQUESTS: requests })?.pullRequest;
  expect(open('team/app!7')).toBe(7);
  expect(open('team/app!7,team/fork!8')).toBeUndefined();
  expect(open('')).toBeUndefined();
});

test('Buildkite says "false" where there is no pull request, and HEAD where it knows no commit', () => {
  const build = {
    BUILDKITE: 'true',
    BUILDKITE_COMMIT: 'HEAD',
    BUILDKITE_BRANCH: 'main',
    BUILDKITE_PULL_REQUEST: 'false',
    BUILDKITE_PULL_REQUEST_BASE_BRANCH: '',
  };
  expect(ciSource(build)).toEqual({ branch: 'main' });
  expect(ciSource({ ...build, BUILDKITE_PULL_REQUEST: '7', BUILDKITE_COMMIT: 'aaaa111' })).toMatchObject({
    pullRequest: 7,
    commit: 'aaaa111',
  });
});

test('Jenkins names the branch of a change, else the one that Git calls origin/…', () => {
  const build = { JENKINS_URL: 'https://ci.example/', BUILD_URL: 'https://ci.example/job/3/', GIT_COMMIT: 'aaaa111' };
  expect(ciSource({ ...build, GIT_BRANCH: 'origin/main' })).toMatchObject({ branch: 'main', commit: 'aaaa111' });
  expect(
    ciSource({ ...build, BRANCH_NAME: 'PR-7', CHANGE_BRANCH: 'faster', CHANGE_TARGET: 'main', CHANGE_ID: '7' }),
  ).toMatchObject({
    branch: 'faster',
    baseBranch: 'main',
    pullRequest: 7,
  });
});

test('CircleCI gives a pull request by its address', () => {
  const job = { CIRCLECI: 'true', CIRCLE_SHA1: 'aaaa111', CIRCLE_PULL_REQUEST: 'https://github.com/team/app/pull/7' };
  expect(ciSource(job)).toEqual({ commit: 'aaaa111', pullRequest: 7 });
});

test('no CI, no source', () => {
  expect(ciSource({ CI: 'true' })).toBeNull();
});

test.each([
  ['an address that is none', { CIRCLECI: 'true', CIRCLE_BUILD_URL: 'javascript:alert(1)' }],
  ['a pull request that is no number', { CIRCLECI: 'true', CIRCLE_PR_NUMBER: '7; rm' }],
  ['a branch with a line break', { CIRCLECI: 'true', CIRCLE_BRANCH: 'main\nsecond' }],
  ['no commit', { CIRCLECI: 'true', CIRCLE_SHA1: '' }],
])('%s is missing', (_name, environment) => {
  expect(ciSource(environment)).toEqual({});
});
