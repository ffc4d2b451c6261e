import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginJournal, continueJournal, readJournal, storeInJournal } from './journal.ts';
import { oldJournalText } from '#harness/domain/old-runs/old-run.fixture.ts';
import { exampleLaunch, exampleRun } from './run.fixture.ts';
import { type HeldFolder, holdFolder } from './run-folder.ts';

let folder: string;
let path: string;
let held: HeldFolder;
const { launches: _launches, isComplete: _isComplete, endedAt: _endedAt, ...header } = exampleRun('one');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-journal-'));
  held = holdFolder(join(folder, 'run'), 'a test', new Date());
  path = join(held.folder, 'journal.jsonl');
});

afterEach(() => {
  held.release();
  rmSync(folder, { recursive: true });
});

async function written(count: number): Promise<void> {
  const journal = await beginJournal(held, header);
  await Promise.all(Array.from({ length: count }, async (_, index) => journal.append(exampleLaunch(index))));
  await journal.close();
}

test('a journal comes back as it was written, also when devices write at once', async () => {
  await written(20);
  const content = await readJournal(held.folder);
  expect(content.header).toEqual(header);
  expect(content.launches.map((launch) => launch.slot.index)).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a journal names the store of its run, through every interruption, and older ones name none', async () => {
  await (await beginJournal(held, header, '../store.sqlite')).close();
  expect(await storeInJournal(held.folder)).toBe('../store.sqlite');
  const content = await readJournal(held.folder);
  expect(content).toEqual({ header, launches: [], store: '../store.sqlite' });
  await (await continueJournal(held, { ...content, store: '/moved.sqlite' })).close();
  expect(await storeInJournal(held.folder)).toBe('/moved.sqlite');
  await written(0);
  expect(await storeInJournal(held.folder)).toBeNull();
  expect(await readJournal(held.folder)).not.toHaveProperty('store');
});

test.each([
  ['no journal', null],
  ['an empty one', ''],
  ['one whose first line is torn', '{"store":"a.sq'],
  ['one of something else', '7\n'],
])('%s names no store', async (_name, text) => {
  if (text !== null) writeFileSync(path, text);
  expect(await storeInJournal(held.folder)).toBeNull();
});

test('a line is on disk when its promise resolves', async () => {
  const journal = await beginJournal(held, header);
  await journal.append(exampleLaunch(0));
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
  await journal.close();
});

test('a torn last line costs that line only', async () => {
  await written(2);
  appendFileSync(path, '{"deviceId":"pho');
  expect((await readJournal(held.folder)).launches).toHaveLength(2);
});

test('going on after a torn line does not glue the next launch to it', async () => {
  await written(1);
  appendFileSync(path, '{"deviceId":"pho');
  const journal = await continueJournal(held, await readJournal(held.folder));
  await journal.append(exampleLaunch(1));
  await journal.close();
  expect((await readJournal(held.folder)).launches.map((launch) => launch.slot.index)).toEqual([0, 1]);
});

test('a journal whose header is still true is continued in place', async () => {
  await written(1);
  const before = statSync(path).ino;
  await (await continueJournal(held, await readJournal(held.folder))).close();
  expect(statSync(path).ino).toBe(before);
});

test('the journal of an earlier format is written again as a whole, so that it is of one format', async () => {
  writeFileSync(path, `${oldJournalText('alone', 2)}{"deviceId":"pho`);
  const content = await readJournal(held.folder);
  const journal = await continueJournal(held, content);
  await journal.append(exampleLaunch(1));
  await journal.close();
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([content.header, ...content.launches, exampleLaunch(1)]);
});

test('a journal that cannot be written again stays as it was', async () => {
  writeFileSync(path, oldJournalText('alone', 2));
  mkdirSync(`${path}.partial`);
  await expect(continueJournal(held, await readJournal(held.folder))).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(readFileSync(path, 'utf8')).toBe(oldJournalText('alone', 2));
});

test('a damaged line in the middle is named', async () => {
  await written(2);
  const lines = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [lines[0], 'garbage', lines[2], ''].join('\n'));
  await expect(readJournal(held.folder)).rejects.toThrow(`${path}:2 is not JSON`);
});

test('launches that are not those of the header, or are there twice, are refused before the run is resumed', async () => {
  await written(2);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const other = (change: object): string => JSON.stringify({ ...exampleLaunch(2), ...change });
  for (const [line, message] of [
    [lines[1], 'the launch phone/latency/0, attempt 1, is listed twice'],
    [other({ deviceId: 'gone' }), 'a launch names the device gone'],
    [other({ buildId: 'other' }), 'is of another build than the candidate of the run'],
  ] as const) {
    writeFileSync(path, `${[...lines, line].join('\n')}\n`);
    await expect(readJournal(held.folder)).rejects.toMatchObject({
      code: 'RUN_INVALID',
      message: expect.stringContaining(message),
    });
  }
});

test('a journal of an earlier format that was cut off anywhere is read up to its last whole line', async () => {
  const text = oldJournalText('remeasured', 4);
  const ends = Array.from(text.matchAll(/\n/g), ({ index }) => index + 1);
  for (const [whole, end] of ends.entries()) {
    for (const cut of [end, end + 1, end + 40].filter((length) => length <= text.length)) {
      writeFileSync(path, text.slice(0, cut));
      expect((await readJournal(held.folder)).launches).toHaveLength(whole);
    }
  }
});

test('an empty journal is refused with a remedy', async () => {
  writeFileSync(path, '');
  await expect(readJournal(held.folder)).rejects.toMatchObject({ code: 'RUN_INVALID' });
});

test('a journal that may not be read is not called absent', async () => {
  mkdirSync(path);
  await expect(readJournal(held.folder)).rejects.toThrow(/journal\.jsonl cannot be read: it is a folder/);
  await expect(readJournal(join(folder, 'nowhere'))).rejects.toThrow(/There is no journal/);
});

test('a journal is there with its whole header or not at all', async () => {
  // A folder in the way of the unfinished file.
  mkdirSync(`${path}.partial`);
  await expect(beginJournal(held, header)).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(existsSync(path)).toBe(false);
});

test('half a line that a full disk left is written over by the next line', async () => {
  await written(1);
  const journal = await continueJournal(held, await readJournal(held.folder));
  appendFileSync(path, '{"deviceId":"pho');
  await journal.append(exampleLaunch(1));
  await journal.close();
  expect((await readJournal(held.folder)).launches.map((launch) => launch.slot.index)).toEqual([0, 1]);
});

// Linux has a device that is always full; other systems have no such thing to write to.
test.runIf(existsSync('/dev/full'))('the error about a full disk has a remedy', async () => {
  symlinkSync('/dev/full', path);
  const journal = await continueJournal(held, { header, launches: [] });
  await expect(journal.append(exampleLaunch(0))).rejects.toMatchObject({
    code: 'DISK_FULL',
    remedy: 'Make room on that disk.',
  });
  await journal.close();
});
