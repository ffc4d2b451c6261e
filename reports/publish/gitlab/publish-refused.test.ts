/** `publish gitlab` by the command itself, where GitLab or the job refuses, or does not answer. */
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type FakeService, startFakeService } from '#reports/publish/fake-service.fixture.ts';
import { refusalContract } from '#reports/publish/refusal-contract.fixture.ts';
import { publishScene } from './scene.fixture.ts';

const scene = await publishScene('--branch', '/close-@all-#1-~bug', '--pull-request', '7');
const { gitlab, environment, now, limit, publish, waitedMs } = scene;
let elsewhere: FakeService;

beforeEach(async () => {
  scene.reset();
  elsewhere = await startFakeService(() => ({ status: 200, json: [] }));
  return async () => elsewhere.close();
});
afterAll(async () => scene.close());

test.each([
  [
    'a wrong token',
    { GITLAB_TOKEN: 'wrong' },
    [],
    /GitLab answered 401, "401 Unauthorized"\.\n {2}GITLAB_TOKEN is wrong.*a CI_JOB_TOKEN may not write/,
  ],
  [
    'no token',
    { GITLAB_TOKEN: '' },
    [],
    /There is no token for GitLab: .*CI_JOB_TOKEN may write neither comments nor statuses\.\n {2}Create a project access token with the scope api/,
  ],
  [
    'another project',
    { CI_PROJECT_ID: '43', CI_MERGE_REQUEST_PROJECT_ID: '43' },
    [],
    /GitLab answered 404, "404 Project Not Found"\.\n {2}Check CI_PROJECT_ID/,
  ],
  ['a commit that is not there', {}, ['--commit', 'd'.repeat(40)], /Could not .* commit d+: GitLab answered 404/],
  [
    'a token of two lines',
    { GITLAB_TOKEN: 't0ken\nt0ken' },
    [],
    /^error: GITLAB_TOKEN cannot be a token: it has white space/,
  ],
] as const)('%s is one clear error with exit code 2', async (_what, variables, options, message) => {
  Object.assign(environment, variables);
  const { code, err } = await publish('failed', ...options);
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('t0ken');
  expect(err).not.toContain('j0b-token');
});

test('a missing permission names the one to give, and the comment is made in spite of it', async () => {
  gitlab.may.statuses = false;
  const { code, out, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(
    /^error: Could not set the status .*403, "403 Forbidden"\.\n {2}The token may not do that: it needs the scope api and the role Developer/,
  );
  expect(out).toContain('Commented on merge request 7.');
});

test('a status with the name of a job of its pipeline is refused, and gets another name', async () => {
  gitlab.jobs.add('gate');
  const { code, err } = await publish('failed', '--status', 'gate');
  expect(code).toBe(2);
  expect(err).toMatch(/400, "\{"name":\["has already been taken"\]\}"\.\n.*--status gives it another one/);
});

test('a pipeline that is full is refused', async () => {
  const message = 'The number of jobs has exceeded the limit';
  gitlab.faults.push({ on: /^POST .*statuses/, fault: { kind: 'answer', status: 422, message } });
  expect((await publish('failed')).err).toMatch(/422, "The number of jobs.*\n {2}.*--no-status/);
});

test('limits and broken answers are waited for, and nothing is made twice', async () => {
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}, message: unknown = '') =>
    ({ kind: 'answer', status, headers, message }) as const;
  const resets = String(Math.ceil(now().getTime() / 1000) + 5);
  gitlab.faults.push(
    { on: /^GET .*notes/, fault: answer(429, { 'retry-after': '3' }, 'Retry later') },
    { on: /^GET .*notes/, fault: answer(429, { 'ratelimit-remaining': '0', 'ratelimit-reset': resets }) },
    { on: /^GET .*notes/, fault: answer(502) },
    // What GitLab answers to too many comments has no header that says when to come back.
    { on: /^POST .*notes/, fault: answer(429, {}, { error: 'This endpoint has been requested too many times.' }) },
    { on: /^POST .*notes/, fault: { kind: 'drop' } },
    { on: /^POST .*statuses/, fault: answer(409, {}, 'Another update to this commit status is in progress') },
    { on: /^POST .*statuses/, fault: { kind: 'drop' } },
  );
  const { code, err } = await publish('failed');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(gitlab.faults).toEqual([]);
  expect([gitlab.notes.length, gitlab.statuses.length]).toEqual([1, 1]);
  expect(gitlab.notes[0]?.body).toMatch(/Z fail -->$/);
});

test('a status that was begun without an answer is not begun twice', async () => {
  gitlab.faults.push({ on: /^POST .*statuses/, fault: { kind: 'drop' } });
  expect(await publish('--announce', '--suite', 'latency')).toMatchObject({ code: 0, err: '' });
  expect(gitlab.requests.filter((asked) => asked.startsWith('POST'))).toHaveLength(1);
});

test('a limit that lasts longer than anybody waits is an error that says how long', async () => {
  const before = waitedMs();
  gitlab.faults.push({ on: /notes/, fault: { kind: 'answer', status: 429, headers: { 'retry-after': '3000' } } });
  const { code, err } = await publish('failed', '--no-status');
  expect(code).toBe(4);
  expect(err).toMatch(/asks to wait 50 min/);
  expect(waitedMs()).toBe(before);
});

test('the token goes to no other address, whatever an answer names', async () => {
  const location = `${elsewhere.url}/api/v4/projects/42/merge_requests/7/notes`;
  gitlab.faults.push({ on: /notes/, fault: { kind: 'answer', status: 302, headers: { location } } });
  const { code, err } = await publish('failed', '--no-status');
  expect(code).toBe(2);
  expect(err).toMatch(/302\.\n {2}It redirects to another address, and secrets are sent only to CI_API_V4_URL/);
  const link = `<${location}>; rel="next"`;
  gitlab.notes.push(...[1, 2, 3, 4].map((id) => ({ id, body: 'talk', system: false, author: { id: 1 } })));
  gitlab.faults.push({ on: /notes/, fault: { kind: 'answer', status: 200, headers: { link } } });
  await publish('failed', '--no-status');
  expect(elsewhere.requests).toEqual([]);
});

test.each([
  ['CI_PROJECT_ID', '', /CI_PROJECT_ID is not set\.\n {2}GitLab CI sets it/],
  ['CI_PROJECT_ID', '../../etc', /CI_PROJECT_ID is "\.\.\/\.\.\/etc"\./],
] as const)('%s of "%s" is refused before anything is sent', async (name, value, message) => {
  environment[name] = value;
  const { code, err } = await publish('failed');
  expect(code).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toContain('p4ss');
  expect(gitlab.requests).toEqual([]);
});

test('a branch with the words of a command changes nothing on GitLab', async () => {
  expect((await publish('failed')).code).toBe(0);
  expect(gitlab.actions).toEqual([]);
});

refusalContract({
  name: 'GitLab',
  service: gitlab,
  publish,
  environment,
  limit,
  comments: () => gitlab.notes,
  addressVariable: 'CI_API_V4_URL',
  place: 'merge request 7',
  commentOnly: '--no-status',
  noun: 'notes',
  edit: 'PUT',
  conclude: /^POST .*statuses/,
});
