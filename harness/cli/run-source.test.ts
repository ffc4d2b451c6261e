import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sourceOf } from './run-source.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-source-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = { commit: 'cccc333', branch: 'local' };
const CIRCLE = { CIRCLECI: 'true', CIRCLE_SHA1: 'aaaa111', CIRCLE_BRANCH: 'main' };
const world = (environment: Readonly<Record<string, string>> = {}, git: typeof HEAD | null = HEAD) => ({
  cwd: folder,
  environment,
  git: async () => git,
});

test('options count more than the CI, and the CI more than Git', async () => {
  expect(await sourceOf({}, world())).toEqual(HEAD);
  expect(await sourceOf({}, world(CIRCLE))).toEqual({ commit: 'aaaa111', branch: 'main' });
  expect(await sourceOf({ branch: 'mine', pullRequest: 7 }, world(CIRCLE))).toEqual({
    commit: 'aaaa111',
    branch: 'mine',
    pullRequest: 7,
  });
});

test('the branch that Git has checked out is not that of a commit that somebody names', async () => {
  expect(await sourceOf({ commit: 'dddd444' }, world())).toEqual({ commit: 'dddd444' });
  expect(await sourceOf({ ciUrl: 'https://ci.example/1' }, world())).toEqual({
    ...HEAD,
    ciUrl: 'https://ci.example/1',
  });
});

test('where nobody knows there is no source', async () => {
  expect(await sourceOf({}, world({}, null))).toBeNull();
});

test('the head of a pull request comes from the event that GitHub names; a damaged event is none', async () => {
  const event = join(folder, 'event.json');
  const github = { GITHUB_ACTIONS: 'true', GITHUB_SHA: 'aaaa111', GITHUB_EVENT_PATH: event };
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head: { sha: 'bbbb222' } } }));
  expect(await sourceOf({}, world(github))).toMatchObject({ commit: 'bbbb222', pullRequest: 7 });
  writeFileSync(event, '{"pull_req');
  expect(await sourceOf({}, world(github))).toMatchObject({ commit: 'aaaa111' });
});

test.each([
  [{ commit: 'two words' }, /--commit cannot be "two words"/],
  [{ branch: '' }, /--branch cannot be ""/],
  [{ pullRequest: 0 }, /--pull-request cannot be 0/],
  [{ ciUrl: 'javascript:alert(1)' }, /--ci-url cannot be/],
])('%j is refused', async (options, message) => {
  await expect(sourceOf(options, world())).rejects.toThrow(message);
});
