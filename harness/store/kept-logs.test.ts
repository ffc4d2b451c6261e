import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptLogs } from './kept-logs.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kept-logs-test-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a log is kept below the run’s folder under a name that every file system takes', async () => {
  const run = folder();
  const path = await keptLogs(run).keep('phone 1/../"x" try 2', [{ title: 'Appium', text: 'it said this' }]);
  expect(path).toBe('logs/phone-1-..-x-try-2.log');
  expect(readFileSync(join(run, path ?? ''), 'utf8')).toContain('it said this');
});

test('nothing is kept where nothing was said', async () => {
  const run = folder();
  expect(await keptLogs(run).keep('name', [])).toBe(null);
  expect(await keptLogs(run).keep('name', [{ title: 'Appium', text: ' \n' }])).toBe(null);
  expect(readdirSync(run)).toEqual([]);
});

test('a log is bounded, and so are all logs of a run, those before an interruption included', async () => {
  const run = folder();
  const long = [{ title: 'Appium', text: 'x'.repeat(2 ** 20) }];
  const path = await keptLogs(run).keep('first', long);
  expect(statSync(join(run, path ?? '')).size).toBeLessThan(300_000);
  const resumed = keptLogs(run, 700_000);
  expect(await resumed.keep('second', long)).not.toBe(null);
  expect(await resumed.keep('third', long)).toBe(null);
  expect(await resumed.keep('short', [{ title: 'Appium', text: 'short' }])).not.toBe(null);
});

test('a folder that cannot be written to costs the log and nothing else', async () => {
  const run = folder();
  writeFileSync(join(run, 'logs'), 'a file where the folder should be');
  expect(await keptLogs(run).keep('name', [{ title: 'Appium', text: 'lost' }])).toBe(null);
});
