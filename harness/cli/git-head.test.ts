import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { gitHead } from './git-head.ts';

let folder: string;
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
    encoding: 'utf8',
  }).trim();

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fastvlm-bench-git-')));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder of a repository is its commit and branch, and a commit by itself where no branch is checked out', async () => {
  git('init', '-q', '-b', 'faster');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');
  mkdirSync(join(folder, 'app'));
  expect(await gitHead(join(folder, 'app'), '/elsewhere')).toEqual({ commit, branch: 'faster' });
  git('checkout', '-q', '--detach');
  expect(await gitHead(folder, '/elsewhere')).toEqual({ commit });
});

test('no repository, no commit, no folder: nothing is known', async () => {
  expect(await gitHead(folder, '/elsewhere')).toBeNull();
  git('init', '-q');
  expect(await gitHead(folder, '/elsewhere')).toBeNull();
  expect(await gitHead(join(folder, 'nowhere'), '/elsewhere')).toBeNull();
});

test('the repository of the harness says nothing about an app', async () => {
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  expect(await gitHead(folder, folder)).toBeNull();
});
