/** `publish github` by the command itself, where GitHub or the job refuses, or does not answer. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';
import { refusalContract } from '#reports/publish/refusal-contract.fixture.ts';
import { publishScene } from './scene.fixture.ts';

const scene = await publishScene();
const { github, folder, environment, now, limit, publish, jobOf } = scene;

beforeEach(() => scene.reset());
afterAll(async () => scene.close());

test('a fork without a token that may write gets the summary alone, and says why', async () => {
  jobOf('mallory/app');
  Object.assign(github.may, { comments: false, checks: false });
  for (const token of ['t0ken', '']) {
    environment['GITHUB_TOKEN'] = token;
    const { code, out, err } = await publish('failed');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /^Wrote the summary of the step\.\nNo comment and no check: this job runs for a pull request from a fork/,
    );
  }
  expect([github.comments, github.checks]).toEqual([[], []]);
});

test('a workflow that follows the one of a fork finds its pull request by the branch', async () => {
  const run = {
    head_sha: COMMIT,
    head_branch: 'faster',
    head_repository: { full_name: 'mallory/app', owner: { login: 'mallory' } },
    pull_requests: [],
  };
  jobOf('acme/app', 'workflow_run', { workflow_run: run });
  github.pulls.set('mallory:faster', { number: 7, sha: COMMIT });
  await publish('failed');
  expect(github.comments).toHaveLength(1);
  // The branch has moved on: the comment would be about another commit.
  github.reset();
  github.pulls.set('mallory:faster', { number: 7, sha: 'd'.repeat(40) });
  expect((await publish('failed')).out).toContain(
    'No comment: this run belongs to no pull request; --pull-request names one.',
  );
  expect(github.checks).toHaveLength(1);
});

test.each([
  [
    'a wrong token',
    { GITHUB_TOKEN: 'wrong' },
    [],
    /GitHub answered 401, "Bad credentials"\.\n {2}GITHUB_TOKEN is wrong or has expired/,
  ],
  [
    'no token',
    { GITHUB_TOKEN: '' },
    [],
    /There is no token for GitHub\.\n {2}Pass the token of the job in GITHUB_TOKEN/,
  ],
  [
    'a token of two lines',
    { GITHUB_TOKEN: 't0ken\nt0ken' },
    [],
    /^error: GITHUB_TOKEN cannot be a token: it has white space.*\n {2}Set it to the token alone\./,
  ],
  [
    'another repository',
    { GITHUB_REPOSITORY: 'acme/gone' },
    [],
    /GitHub answered 404, "Not Found"\.\n {2}Check GITHUB_REPOSITORY/,
  ],
  ['a commit that is not there', {}, ['--commit', 'd'.repeat(40)], /Could not .* commit d+: GitHub answered 4/],
] as const)('%s is one clear error with exit code 2', async (_what, variables, options, message) => {
  Object.assign(environment, variables);
  const { code, err } = await publish('failed', ...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('t0ken');
});

test('a missing permission names the one to give, and the comment is made in spite of it', async () => {
  github.may.checks = false;
  const { code, out, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: Could not make the check .*403.*\n {2}The token may not do that: give the job "permissions: checks: write"/,
  );
  expect(out).toContain('Commented on pull request 7.');
});

test('limits and broken answers are waited for, and nothing is made twice', async () => {
  const limit = (status: number, headers: Readonly<Record<string, string>>, message = '') =>
    ({ kind: 'answer', status, headers, message }) as const;
  github.faults.push(
    { on: /^GET .*comments/, fault: limit(429, { 'retry-after': '3' }) },
    { on: /^GET .*comments/, fault: limit(502, {}) },
    { on: /^POST .*comments/, fault: limit(403, {}, 'You have exceeded a secondary rate limit') },
    { on: /^POST .*comments/, fault: { kind: 'drop' } },
    { on: /^POST .*check-runs/, fault: { kind: 'drop' } },
  );
  const { code, err } = await publish('failed');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(github.faults).toEqual([]);
  expect([github.comments.length, github.checks.length]).toEqual([1, 1]);
  expect(github.comments[0]?.body).toMatch(/Z fail -->$/);
});

test('a limit that lasts longer than anybody waits is an error that says how long', async () => {
  const reset = String(Math.ceil(now().getTime() / 1000) + 3000);
  github.faults.push({
    on: /comments/,
    fault: { kind: 'answer', status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } },
  });
  const { code, err } = await publish('failed', '--no-check');
  expect(code).toBe(4);
  expect(err).toMatch(/asks to wait 50 min/);
});

test.each([
  ['GITHUB_REPOSITORY', '', /GITHUB_REPOSITORY is not set\./],
  ['GITHUB_REPOSITORY', '../../etc', /GITHUB_REPOSITORY is "\.\.\/\.\.\/etc"\./],
] as const)('%s of "%s" is refused', async (name, value, message) => {
  environment[name] = value;
  const { code, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('p4ss');
});

test('a decision that somebody changed in the record is not what is published', async () => {
  const file = join(folder, 'failed', 'verdicts.json');
  const record = readFileSync(file, 'utf8');
  writeFileSync(file, record.replace('"decision": "fail"', '"decision": "pass"'));
  const { err } = await publish('failed');
  writeFileSync(file, record);
  expect(err).toMatch(
    /^The record of the run says pass, its launches say fail, which was published\.\n {2}Look into it with: fastvlm-bench verify failed\n/,
  );
  expect(github.checks).toMatchObject([{ conclusion: 'failure' }]);
});

test('a run of another build than the one that was handed over is not published', async () => {
  const { code, err } = await publish('failed', '--candidate-sha256', 'ab'.repeat(32));
  expect(code).toBe(2);
  expect(err).toMatch(/ measured the build sha-slow, and not abab/);
  expect(github.requests).toEqual([]);
  expect((await publish('failed', '--candidate-sha256', 'sha-slow')).code).toBe(0);
});

refusalContract({
  name: 'GitHub',
  service: github,
  publish,
  environment,
  limit,
  comments: () => github.comments,
  addressVariable: 'GITHUB_API_URL',
  place: 'pull request 7',
  commentOnly: '--no-check',
  noun: 'comments',
  edit: 'PATCH',
  conclude: /^POST .*check-runs/,
});
