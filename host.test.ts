import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { PublishTarget } from '#harness/ports/publish.ts';
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

const NOWHERE = {
  token: null,
  noWriteReason: null,
  commit: null,
  reportUrl: null,
  jobUrl: null,
  comment: 'never',
} as const;

test.each<PublishTarget>([
  {
    ...NOWHERE,
    kind: 'github',
    apiUrl: 'https://github.example',
    repository: 'acme/app',
    pullRequest: null,
    head: null,
    checkout: null,
    summaryFile: null,
    check: { kind: 'none' },
  },
  {
    ...NOWHERE,
    kind: 'gitlab',
    apiUrl: 'https://gitlab.example/api/v4',
    project: '42',
    mergeRequest: null,
    pipeline: null,
    status: { kind: 'none' },
  },
  { kind: 'webhook', url: 'https://hooks.example', secret: null, reportUrl: null, jobUrl: null },
])('a host publishes to $kind', async (target) => {
  const host = createHost();
  expect((await host.publisher(target)).id).toBe(target.kind);
  await host.close();
});
