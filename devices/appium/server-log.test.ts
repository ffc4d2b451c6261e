import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ServerLog } from './server-log.ts';

function logFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'server-log-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'appium.log');
}

test('a log gives what was written since a mark, and of much the end', async () => {
  const path = logFile();
  const log = new ServerLog(path);
  expect(await log.since(await log.mark())).toBe('');
  appendFileSync(path, 'before\n');
  const mark = await log.mark();
  appendFileSync(path, 'after\n');
  expect(await log.since(mark)).toBe('after\n');
  appendFileSync(path, `${'x'.repeat(2 ** 20)}end\n`);
  expect((await log.since(mark)).length).toBe(256 * 2 ** 10);
  expect(await log.since(mark)).toMatch(/xend\n$/);
});

test('a log that has grown large is emptied, and older marks stay valid', async () => {
  const path = logFile();
  const log = new ServerLog(path);
  appendFileSync(path, 'x'.repeat(33 * 2 ** 20));
  const older = 0;
  const mark = await log.mark();
  expect(statSync(path).size).toBe(0);
  appendFileSync(path, 'new\n');
  expect(await log.since(mark)).toBe('new\n');
  expect(await log.since(older)).toBe('new\n');
});
