import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claimPhone } from './phone-lock.ts';

const NOW = new Date('2026-01-31T14:05:09Z');
const phone = { deviceId: 'lab-phone', udid: '00008140-000A1B2C3D4E001C' };

let parent: string;
let folder: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fastvlm-bench-phones-'));
  folder = join(parent, 'locks');
});

afterEach(() => rmSync(parent, { recursive: true }));

test('a phone is one runs only, whatever it is called, and who is refused reads who has it', () => {
  const release = claimPhone(folder, phone, 'run one', NOW);
  const again = { deviceId: 'my-phone', udid: phone.udid.toLowerCase() };
  expect(() => claimPhone(folder, again, 'run two', NOW)).toThrow(
    expect.objectContaining({
      code: 'DEVICE_UNAVAILABLE',
      message: expect.stringMatching(
        /^my-phone is in use by process \d+ on \S+ since 2026-01-31 14:05:09 UTC, for run one \(/,
      ),
      remedy: expect.stringContaining('--device'),
    }),
  );
  claimPhone(folder, { ...phone, udid: '00008140-000A1B2C3D4E001D' }, 'run three', NOW)();
  release();
  claimPhone(folder, again, 'run two', NOW)();
});

test('a folder of locks that cannot be used is a failure of the lab with a way out', () => {
  writeFileSync(folder, '');
  expect(() => claimPhone(folder, phone, 'run one', NOW)).toThrow(
    expect.objectContaining({
      code: 'DEVICE_UNAVAILABLE',
      remedy: expect.stringContaining('FASTVLM_BENCH_PHONE_LOCKS'),
    }),
  );
});

// Another user can be had where the tests run as root only.
const [command, ...asNobody] = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const hasNobody = process.getuid?.() === 0 && spawnSync(command ?? '', ['--version']).status === 0;

test.runIf(hasNobody)('users of one machine share the locks of its phones', () => {
  spawnSync('chmod', ['755', parent]);
  const script =
    `const { claimPhone } = await import('${new URL('phone-lock.ts', import.meta.url).href}');` +
    `try { claimPhone(${JSON.stringify(folder)}, ${JSON.stringify(phone)}, 'theirs', new Date())(); console.log('free'); }` +
    'catch (error) { console.log(error.code); }';
  const other = (): string => {
    const node = [process.execPath, '--input-type=module', '--eval', script];
    return spawnSync(command ?? '', [...asNobody, ...node], { encoding: 'utf8' }).stdout.trim();
  };
  const release = claimPhone(folder, phone, 'ours', NOW);
  expect(statSync(folder).mode & 0o7777).toBe(0o1777);
  expect(other()).toBe('DEVICE_UNAVAILABLE');
  release();
  expect(other()).toBe('free');
  claimPhone(folder, phone, 'ours again', NOW)();
});
