/** `publish gitlab` by the command itself: the comment and the status. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';
import { publishScene } from './scene.fixture.ts';

const scene = await publishScene();
const { environment, gitlab, folder, publish, bodies, headings } = scene;

beforeEach(() => scene.reset());
afterAll(async () => scene.close());

test('a failed gate is a comment and a failed status, and the command itself succeeds', async () => {
  const { code, out, err } = await publish('failed');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe('Concluded the status “fastvlm-bench latency”: failed.\nCommented on merge request 7.\n');
  expect(headings()).toEqual([expect.stringMatching(/^## ✕ Do not merge: /)]);
  expect(gitlab.statuses).toMatchObject([
    {
      name: 'fastvlm-bench latency',
      sha: COMMIT,
      pipeline_id: 600,
      status: 'failed',
      target_url: 'https://gitlab.example/acme/app/-/jobs/9',
      description: expect.stringMatching(/^✕ Do not merge: /),
    },
  ]);
});

test('the comment is found on a later page, edited, and remembers the results before', async () => {
  for (let index = 0; index < 7; index += 1)
    gitlab.notes.push({ id: index, body: `talk ${index}`, system: false, author: { id: 1 } });
  await publish('failed');
  await publish('passed');
  await publish('passed');
  const { out } = await publish('alone');
  expect(out).toContain('Updated the comment on merge request 7.');
  expect(gitlab.notes).toHaveLength(8);
  expect(headings().at(-1)).toMatch(/^## ○ Not judged: /);
  expect(bodies().at(-1)).toContain('last three: ✕ ✓ **○**');
  expect(bodies().at(-1)?.split('\n').at(-1)).toMatch(/^<!-- fastvlm-bench:latency \S+Z fail pass measured -->$/);
});

test.each([
  ['another user', { system: false, author: { id: 6 } }],
  ['GitLab itself', { system: true, author: { id: 5 } }],
] as const)('a comment with the words of ours that %s wrote stays as it is', async (_who, whose) => {
  await publish('failed');
  const body = bodies()[0] ?? '';
  gitlab.notes.splice(0, 1, { id: 1, body, ...whose });
  expect((await publish('passed')).out).toContain('Commented on merge request 7.');
  expect(bodies()[0]).toBe(body);
  expect(bodies()[1]).toMatch(/<!-- fastvlm-bench:latency \S+Z pass -->$/);
});

test.each([
  ['always', 'passed', 1],
  ['on-change', 'passed', 0],
  ['on-change', 'failed', 1],
  ['on-fail', 'passed', 0],
  ['never', 'failed', 0],
] as const)('with --comment %s, a run that %s makes %d comment', async (when, run, comments) => {
  expect((await publish(run, '--comment', when)).code).toBe(0);
  expect(gitlab.notes).toHaveLength(comments);
});

test('a comment that no longer applies is updated, or removed where none is wanted', async () => {
  await publish('failed', '--comment', 'on-fail');
  await publish('passed', '--comment', 'on-fail');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /)]);
  expect((await publish('passed', '--comment', 'never')).out).toContain('Removed the comment on merge request 7');
  expect(gitlab.notes).toEqual([]);
});

test('a run that began before the one of the comment does not take its place', async () => {
  await publish('passed');
  const { code, out } = await publish('failed');
  expect(code).toBe(0);
  expect(out).toContain('No comment on merge request 7: the one that is there is of a later run.');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /)]);
});

test('a status of another name has a comment of its own', async () => {
  await publish('failed', '--status', 'app of the watch');
  await publish('passed');
  await publish('passed', '--status', 'app of the watch');
  expect(headings()).toHaveLength(2);
  expect(bodies()[0]).toContain('last two: ✕ **✓**');
  expect(new Set(gitlab.statuses.map(({ name }) => name))).toEqual(
    new Set(['app of the watch', 'fastvlm-bench latency']),
  );
});

test('a status is running before the run and concluded after it, as one', async () => {
  expect(await publish('--announce', '--suite', 'latency')).toMatchObject({
    code: 0,
    out: 'Began the status “fastvlm-bench latency”.\n',
  });
  expect(gitlab.statuses).toMatchObject([{ status: 'running' }]);
  // A job that is tried again.
  expect(await publish('--announce', '--suite', 'latency')).toMatchObject({
    code: 0,
    err: '',
    out: 'Began the status “fastvlm-bench latency”, which was in progress already.\n',
  });
  await publish('passed');
  expect(gitlab.statuses).toMatchObject([{ status: 'success', description: expect.stringMatching(/^✓ May merge: /) }]);
  // Every job ends with this, whatever became of its run.
  expect((await publish('--abandon', '--suite', 'latency')).out).toBe('No status is in progress.\n');
  expect(gitlab.statuses).toHaveLength(1);
});

test('a status whose run left no result has failed, and says so', async () => {
  await publish('--announce', '--suite', 'latency', '--status', 'phones');
  expect((await publish('--abandon', '--suite', 'latency', '--status', 'phones')).code).toBe(0);
  expect(gitlab.statuses).toMatchObject([
    { name: 'phones', status: 'failed', description: expect.stringMatching(/^No result: /) },
  ]);
});

test('a run without a baseline passes, and its status says that nothing was judged', async () => {
  await publish('alone');
  expect(gitlab.statuses).toMatchObject([{ status: 'success', description: expect.stringMatching(/^○ Not judged: /) }]);
});

test('a doubt that the policy blocks on is a failed status', async () => {
  await publish('passed', '--policy', 'release');
  expect(gitlab.statuses).toMatchObject([{ status: 'failed' }]);
});

test('two pipelines of one commit have a status each', async () => {
  gitlab.pipelines.set(601, COMMIT);
  await publish('--announce', '--suite', 'latency');
  environment['CI_PIPELINE_ID'] = '601';
  await publish('passed');
  expect((await publish('--abandon', '--suite', 'latency')).out).toBe('No status is in progress.\n');
  expect(gitlab.statuses).toMatchObject([
    { pipeline_id: 600, status: 'running' },
    { pipeline_id: 601, status: 'success' },
  ]);
});

test('the status of a merge that GitLab made belongs to its pipeline', async () => {
  const merge = 'd'.repeat(40);
  gitlab.pipelines.set(700, merge);
  Object.assign(environment, {
    CI_COMMIT_SHA: merge,
    CI_PIPELINE_ID: '700',
    CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: COMMIT,
  });
  expect((await publish('passed')).code).toBe(0);
  expect(gitlab.statuses).toMatchObject([{ sha: merge, pipeline_id: 700 }]);
  // A commit that somebody names is no part of the pipeline of the job.
  await publish('passed', '--commit', COMMIT);
  expect(gitlab.statuses.at(-1)).toMatchObject({ sha: COMMIT, pipeline_id: 600 });
});

test('a pipeline of a branch comments on the open merge request of the branch', async () => {
  delete environment['CI_MERGE_REQUEST_IID'];
  environment['CI_OPEN_MERGE_REQUESTS'] = 'acme/app!7,acme/other!8';
  expect((await publish('passed')).out).toContain(
    'No comment: this run belongs to no merge request, or to several; --merge-request names one.',
  );
  expect((await publish('passed', '--merge-request', '7')).out).toContain('Commented on merge request 7.');
  environment['CI_OPEN_MERGE_REQUESTS'] = 'acme/gone!7';
  expect((await publish('passed')).err).toContain('404 Project Not Found');
  expect(gitlab.requests).toContainEqual(expect.stringContaining('/projects/acme%2Fgone/merge_requests/7/notes'));
});

test('a merge request from a fork is commented on in its own project, and its status is set in the fork', async () => {
  Object.assign(environment, { CI_PROJECT_ID: '99', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '99' });
  const { code, out, err } = await publish('failed');
  expect(out).toContain('Commented on merge request 7.');
  expect({ code, err }).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^error: Could not set the status .*404/),
  });
  // GitLab gives a fork no variables of the project.
  delete environment['GITLAB_TOKEN'];
  expect(await publish('failed')).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringMatching(/^No comment and no status: this job runs for a merge request from a fork/),
  });
});

describe('a configuration', () => {
  const file = join(folder, 'fastvlm-bench.config.json');
  const configure = (settings: object): void => writeFileSync(file, JSON.stringify({ publish: { gitlab: settings } }));
  afterEach(() => rmSync(file));

  test('sets when to comment and how the status is called, and options come before it', async () => {
    configure({ comment: 'never', status: 'phones' });
    await publish('failed');
    await publish('failed', '--comment', 'on-fail', '--status', 'app of the watch');
    expect(gitlab.statuses.map(({ name }) => name)).toEqual(['phones', 'app of the watch']);
    expect(headings()).toHaveLength(1);
  });

  test('may leave the status out, and an option asks for one all the same', async () => {
    configure({ status: false });
    expect((await publish('--announce', '--suite', 'latency')).out).toMatch(/^No status: it is switched off/);
    await publish('--announce', '--suite', 'latency', '--status', 'phones');
    expect(gitlab.statuses.map(({ name }) => name)).toEqual(['phones']);
  });

  test('names the project where no job does: option, then job, then configuration', async () => {
    configure({ project: 'acme/gone' });
    expect((await publish('failed')).code).toBe(0);
    environment['CI_PROJECT_ID'] = '';
    expect(await publish('failed', '--merge-request', '7')).toMatchObject({
      code: 2,
      err: expect.stringContaining('404 Project Not Found'),
    });
    expect((await publish('failed', '--project', '42', '--merge-request', '7')).code).toBe(0);
    expect((await publish('failed', '--project', '../42')).err).toMatch(/^error: --project cannot be "\.\.\/42"\./);
  });
});
