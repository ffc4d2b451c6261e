import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNamedFile, readNamedFile } from './named-file.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-named-'));
  writeFileSync(at('file'), 'läuft');
  mkdirSync(at('folder'));
  execFileSync('mkfifo', [at('pipe')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a file is read as text, and one that is not there is no error', async () => {
  expect(await readNamedFile(at('file'))).toBe('läuft');
  expect(await readNamedFile(at('gone'))).toBeNull();
  expect(await readNamedFile(join(at('file'), 'below'))).toBeNull();
});

test('a file of the system that names no size is read to its end', async () => {
  expect(await readNamedFile('/proc/self/status')).toContain('VmPeak');
});

test.each([
  ['a pipe that nobody writes to', () => at('pipe'), 'it is a pipe'],
  ['a device without an end', () => '/dev/zero', 'it is a device'],
  ['a folder', () => at('folder'), 'it is a folder'],
])('%s is refused at once', async (_name, path, reason) => {
  for (const read of [readNamedFile, openNamedFile]) {
    await expect(read(path())).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: `${path()} cannot be read: ${reason}.`,
    });
  }
});

test('a socket is refused', async () => {
  const server = createServer().listen(at('socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(readNamedFile(at('socket'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await new Promise((resolve) => server.close(resolve));
});

test('no more is read than the limit, whatever size the file claims', async () => {
  writeFileSync(at('long'), 'x'.repeat(2 ** 20 + 1));
  await expect(readNamedFile(at('long'), 2 ** 20)).rejects.toThrow(/long cannot be read: it has more than 1 MiB\.$/);
  await expect(readNamedFile('/proc/self/status', 16)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
});
