import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readJournal } from '#harness/store/journal.ts';

const PROGRAM = fileURLToPath(new URL('killed-measurement.fixture.ts', import.meta.url));
const BLOCKS = 12;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-killed-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Measures until so many launches were reported to be on the disk, then is killed; all lines that it printed. */
async function measureUntil(launches: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [PROGRAM, join(folder, 'run'), String(BLOCKS), String(launches)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length === launches) child.kill('SIGKILL');
  }
  return lines;
}

test('a measurement that is killed again and again loses no launch and measures none twice', async () => {
  const reported = new Set<string>();
  for (const launches of [1, 5, 2, 8]) {
    for (const line of await measureUntil(launches)) reported.add(line);
    const kept = (await readJournal(join(folder, 'run'))).launches.map(({ deviceId, slot }) => deviceId + slot.index);
    expect(new Set(kept)).toEqual(new Set([...kept, ...reported]));
    // As much of a line as the disk had when the power failed.
    appendFileSync(join(folder, 'run', 'journal.jsonl'), '{"deviceId":"a","slot":{"ind');
  }
  const [last = ''] = (await measureUntil(Number.POSITIVE_INFINITY)).slice(-1);
  const expected = ['a', 'b'].flatMap((id) => Array.from({ length: BLOCKS }, (_, index) => id + index));
  expect(last.replace('complete: ', '').split(' ').toSorted()).toEqual(expected.toSorted());
  expect(readdirSync(join(folder, 'run'))).toEqual(['journal.jsonl']);
});
