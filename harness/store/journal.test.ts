import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openJournal, readJournal } from './journal.ts';
import { exampleLaunch, exampleRun } from './run.fixture.ts';

let folder: string;
let path: string;
const { launches: _launches, isComplete: _isComplete, endedAt: _endedAt, ...header } = exampleRun('one');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-journal-'));
  path = join(folder, 'run', 'journal.jsonl');
});

afterEach(() => rmSync(folder, { recursive: true }));

async function written(count: number): Promise<void> {
  const journal = await openJournal(path);
  await journal.begin(header);
  await Promise.all(Array.from({ length: count }, async (_, index) => journal.append(exampleLaunch(index))));
  await journal.close();
}

test('a journal comes back as it was written, also when devices write at once', async () => {
  await written(20);
  const content = await readJournal(path);
  expect(content.header).toEqual(header);
  expect(content.launches.map((launch) => launch.slot.index)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a line is on disk when its promise resolves', async () => {
  const journal = await openJournal(path);
  await journal.begin(header);
  await journal.append(exampleLaunch(0));
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  await journal.close();
});

test('a torn last line costs that line only', async () => {
  await written(2);
  appendFileSync(path, '{"deviceId":"pho');
  expect((await readJournal(path)).launches).toHaveLength(2);
});

test('going on after a torn line does not glue the next launch to it', async () => {
  await written(1);
  appendFileSync(path, '{"deviceId":"pho');
  const journal = await openJournal(path);
  await journal.append(exampleLaunch(1));
  await journal.close();
  expect((await readJournal(path)).launches.map((launch) => launch.slot.index)).toEqual([0, 1]);
});

test('a damaged line in the middle is named', async () => {
  await written(2);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [lines[0], 'garbage', lines[2], ''].join('\n'));
  await expect(readJournal(path)).rejects.toThrow(`${path}:2 is not JSON`);
});

test('an empty journal is refused with a remedy', async () => {
  const journal = await openJournal(path);
  await journal.close();
  await expect(readJournal(path)).rejects.toMatchObject({ code: 'RUN_INVALID' });
});

test('a journal that another process writes to is refused; a lock that a dead process left is not', async () => {
  await written(1);
  writeFileSync(`${path}.lock`, String(process.ppid));
  await expect(openJournal(path)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining(String(process.ppid)),
  });
  const { pid } = spawnSync(process.execPath, ['--version']);
  writeFileSync(`${path}.lock`, String(pid));
  const journal = await openJournal(path);
  await journal.close();
  expect(existsSync(`${path}.lock`)).toBe(false);
});

// Linux has a device that is always full; other systems have no such thing to write to.
test.runIf(existsSync('/dev/full'))('a full disk is said with a remedy', async () => {
  symlinkSync('/dev/full', join(folder, 'full'));
  const journal = await openJournal(join(folder, 'full'));
  await expect(journal.begin(header)).rejects.toMatchObject({
    code: 'DISK_FULL',
    remedy: expect.stringContaining('--resume'),
  });
  await journal.close();
});

test('a folder that cannot be made is said with a remedy', async () => {
  writeFileSync(join(folder, 'taken'), '');
  await expect(openJournal(join(folder, 'taken', 'journal.jsonl'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
});
