import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHost } from './host.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-'));
  mkdirSync(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', join(folder, 'tmp'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test('a host that is closed while its first phone is being opened leaves no temporary folder', async () => {
  const host = createHost({ ownsProcess: true, phoneLocksFolder: folder });
  const [driver] = (await host.lab({})).drivers;
  const [phone] = driver?.devices() ?? [];
  const opening = driver?.open(phone?.id ?? '', new AbortController().signal).catch(() => null);
  expect(await host.close()).toEqual([]);
  await opening;
  expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
});
