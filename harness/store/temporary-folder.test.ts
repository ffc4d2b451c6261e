import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTemporaryFolder } from './temporary-folder.ts';

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fastvlm-bench-temporary-'));
});

afterEach(() => rmSync(parent, { recursive: true }));

test('a temporary folder goes with all that is in it when it is closed', () => {
  const own = openTemporaryFolder(parent, new Date());
  writeFileSync(join(own.path, 'file'), '');
  own.close();
  expect(readdirSync(parent)).toEqual([]);
});

test('the folder of a process that was killed is removed at the next start, and that of a living one is not', async () => {
  const script =
    `const { openTemporaryFolder } = await import('${new URL('temporary-folder.ts', import.meta.url).href}');` +
    `openTemporaryFolder(${JSON.stringify(parent)}, new Date()); console.log('open'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  const theirs = readdirSync(parent);
  openTemporaryFolder(parent, new Date()).close();
  expect(readdirSync(parent)).toEqual(theirs);
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  const own = openTemporaryFolder(parent, new Date());
  expect(readdirSync(parent)).not.toContain(theirs[0]);
  expect(readdirSync(parent)).toHaveLength(1);
  own.close();
});

test('a folder that is just being made is left alone, one that was never finished is not', () => {
  const path = join(parent, 'fastvlm-bench-new-abc123');
  mkdirSync(path);
  openTemporaryFolder(parent, new Date()).close();
  expect(readdirSync(parent)).toEqual(['fastvlm-bench-new-abc123']);
  utimesSync(path, 0, 0);
  openTemporaryFolder(parent, new Date()).close();
  expect(readdirSync(parent)).toEqual([]);
});

test('what others keep beside it is not touched', () => {
  for (const name of ['fastvlm-bench-store-1', 'other']) mkdirSync(join(parent, name));
  openTemporaryFolder(parent, new Date()).close();
  expect(readdirSync(parent).toSorted()).toEqual(['fastvlm-bench-store-1', 'other']);
});
