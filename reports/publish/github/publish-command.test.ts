/** `publish github` by the command itself: the comment, the check and the summary. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMIT } from '#reports/publish/measured-runs.fixture.ts';
import { publishScene } from './scene.fixture.ts';

const scene = await publishScene();
const { environment, github, folder, publish, bodies, headings } = scene;

beforeEach(() => scene.reset());
afterAll(async () => scene.close());

test('a failed gate is a comment, a failed check and a summary, and the command itself succeeds', async () => {
  const { code, out, err } = await publish('failed');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toBe(
    'Wrote the summary of the step.\nConcluded the check “fastvlm-bench latency”: failure.\nCommented on pull request 7.\n',
  );
  expect(headings()).toEqual([expect.stringMatching(/^## ✕ Do not merge: .*vision encoder|^## ✕ Do not merge: /)]);
  expect(github.checks).toMatchObject([
    {
      name: 'fastvlm-bench latency',
      head_sha: COMMIT,
      status: 'completed',
      conclusion: 'failure',
      details_url: 'https://github.com/acme/app/actions/runs/99',
      output: { title: expect.stringMatching(/^✕ Do not merge: /), summary: expect.not.stringContaining('<!--') },
    },
  ]);
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('Do not merge');
});

test('the comment is found on a later page, edited, and remembers the results before', async () => {
  for (let index = 0; index < 7; index += 1)
    github.comments.push({ id: index, body: `talk ${index}`, user: { login: 'a', type: 'User' } });
  await publish('failed');
  await publish('passed');
  const { out } = await publish('alone');
  expect(out).toContain('Updated the comment on pull request 7.');
  expect(github.comments).toHaveLength(8);
  expect(headings().at(-1)).toMatch(/^## ○ Not judged: /);
  expect(bodies().at(-1)).toContain('last three: ✕ ✓ **○**');
  expect(bodies().at(-1)?.trimEnd().split('\n').at(-1)).toMatch(
    /^<!-- fastvlm-bench:latency \S+Z fail pass measured -->$/,
  );
});

test('a run that is published again counts once among the results', async () => {
  await publish('failed');
  await publish('passed');
  await publish('passed');
  expect(bodies()[0]).toContain('last two: ✕ **✓**');
});

test('a comment with the words of ours that somebody else wrote stays theirs', async () => {
  await publish('failed');
  const body = bodies()[0] ?? '';
  github.comments.length = 0;
  github.comments.push({ id: 1, body, user: { login: 'mallory', type: 'User' } });
  expect((await publish('passed')).out).toContain('Commented on pull request 7.');
  expect(bodies()[0]).toBe(body);
  expect(bodies()[1]).toMatch(/<!-- fastvlm-bench:latency \S+Z pass -->$/);
});

test('with the token of a person, the comment of that person is edited', async () => {
  github.viewer = 'robin';
  await publish('failed', '--no-check');
  await publish('passed', '--no-check');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /)]);
});

test.each([
  ['always', 'passed', 1],
  ['on-change', 'passed', 0],
  ['on-change', 'failed', 1],
  ['on-fail', 'passed', 0],
  ['on-fail', 'failed', 1],
  ['never', 'failed', 0],
] as const)('with --comment %s, a run that %s makes %d comment', async (when, run, comments) => {
  expect((await publish(run, '--comment', when)).code).toBe(0);
  expect(github.comments).toHaveLength(comments);
});

test('a comment that no longer applies is updated, or removed where none is wanted', async () => {
  await publish('failed', '--comment', 'on-fail');
  await publish('passed', '--comment', 'on-fail');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /)]);
  expect((await publish('passed', '--comment', 'never')).out).toContain('Removed the comment on pull request 7');
  expect(github.comments).toEqual([]);
});

test('a run that began before the one of the comment does not take its place', async () => {
  await publish('passed');
  const { code, out } = await publish('failed');
  expect(code).toBe(0);
  expect(out).toContain('No comment on pull request 7: the one that is there is of a later run.');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /)]);
  expect(github.checks).toHaveLength(2);
});

test('a comment that claims to be of a run of the future is edited all the same', async () => {
  await publish('passed');
  const [comment] = github.comments;
  if (comment !== undefined) comment.body = comment.body.replace(/:latency 2026/, ':latency 9026');
  await publish('failed');
  expect(headings()).toEqual([expect.stringMatching(/^## ✕ Do not merge: /)]);
});

test('a check of another name has a comment of its own', async () => {
  await publish('failed', '--check', 'app of the watch');
  await publish('passed');
  await publish('passed', '--check', 'app of the watch');
  expect(headings()).toEqual([expect.stringMatching(/^## ✓ May merge: /), expect.stringMatching(/^## ✓ May merge: /)]);
  expect(bodies()[0]).toContain('last two: ✕ **✓**');
  expect(github.checks.map(({ name }) => name)).toEqual([
    'app of the watch',
    'fastvlm-bench latency',
    'app of the watch',
  ]);
});

describe('a configuration', () => {
  const file = join(folder, 'fastvlm-bench.config.json');
  const configure = (settings: object): void => writeFileSync(file, JSON.stringify({ publish: { github: settings } }));
  afterEach(() => rmSync(file));

  test('sets when to comment and how the check is called, and options come before it', async () => {
    configure({ comment: 'never', check: 'phones' });
    await publish('failed');
    await publish('failed', '--comment', 'on-fail', '--check', 'app of the watch');
    expect(github.checks.map(({ name }) => name)).toEqual(['phones', 'app of the watch']);
    expect(headings()).toEqual([expect.stringMatching(/^## ✕ Do not merge: /)]);
  });

  test('may leave the check out, and an option asks for one all the same', async () => {
    configure({ check: false });
    expect((await publish('--announce', '--suite', 'latency')).out).toMatch(/^No check: it is switched off/);
    await publish('--announce', '--suite', 'latency', '--check', 'phones');
    expect(github.checks.map(({ name }) => name)).toEqual(['phones']);
  });

  test('names the repository where no job does: option, then job, then configuration', async () => {
    configure({ repository: 'acme/gone' });
    expect((await publish('failed')).code).toBe(0);
    environment['GITHUB_REPOSITORY'] = '';
    const { code, err } = await publish('failed');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('Not Found') });
    expect((await publish('failed', '--repository', 'acme/app')).code).toBe(0);
    expect((await publish('failed', '--repository', 'acme')).err).toMatch(/^error: --repository cannot be "acme"\./);
  });
});

describe('a waiver that has expired', () => {
  const waiver = {
    metric: 'timeToFirstToken',
    acceptedPercent: 90,
    owner: 'QA, phones',
    reason: '100 % worth it',
    until: '2025-12-31',
  };
  beforeEach(() => writeFileSync(join(folder, 'waivers.json'), JSON.stringify({ waivers: [waiver] }, null, 2)));

  test('is an annotation of the check, on its line of the file', async () => {
    const { out, err } = await publish('failed', '--waivers', 'waivers.json');
    expect(github.checks).toMatchObject([
      {
        output: {
          annotations: [
            {
              path: 'waivers.json',
              start_line: 3,
              end_line: 3,
              annotation_level: 'failure',
              message: expect.stringMatching(/^Time to first token .*its waiver has expired: .*QA, phones/),
            },
          ],
        },
      },
    ]);
    expect(out + err).not.toContain('::');
  });

  test('is a command for the runner where there is no check', async () => {
    const { err } = await publish('failed', '--waivers', 'waivers.json', '--no-check');
    expect(err).toMatch(
      /^::error file=waivers\.json,line=3,title=fastvlm-bench::Time to first token .*100 %25 worth it/m,
    );
    environment['GITHUB_WORKSPACE'] = join(folder, 'elsewhere');
    expect((await publish('failed', '--waivers', 'waivers.json', '--no-check')).err).not.toContain('::');
  });
});

test('a check is in progress before the run and concluded after it, as one', async () => {
  expect(await publish('--announce', '--suite', 'latency')).toMatchObject({
    code: 0,
    out: 'Began the check “fastvlm-bench latency”.\n',
  });
  expect(github.checks).toMatchObject([{ status: 'in_progress' }]);
  await publish('passed');
  expect(github.checks).toMatchObject([{ status: 'completed', conclusion: 'success' }]);
  // Every job ends with this, whatever became of its run.
  expect((await publish('--abandon', '--suite', 'latency')).out).toBe('No check is in progress.\n');
});

test('a check whose run left no result is concluded as failed, and says that nothing is known', async () => {
  await publish('--announce', '--suite', 'latency', '--check', 'phones');
  expect((await publish('--abandon', '--suite', 'latency', '--check', 'phones')).code).toBe(0);
  expect(github.checks).toMatchObject([
    {
      name: 'phones',
      status: 'completed',
      conclusion: 'failure',
      output: { title: 'No result: the run did not finish' },
    },
  ]);
});

test.each([
  ['a run without a baseline', 'alone', [], 'neutral'],
  ['a doubt under a policy that blocks on doubts', 'passed', ['--policy', 'release'], 'failure'],
] as const)('the check of %s is no success', async (_what, run, options, conclusion) => {
  await publish(run, ...options);
  expect(github.checks).toMatchObject([{ conclusion }]);
});
