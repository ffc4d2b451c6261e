import { expect, test } from 'vitest';
import { launchSchema, type Launch } from '#harness/domain/launch.ts';
import { unusedLaunches } from './launches.ts';

function failed(log: string | undefined): Launch {
  return launchSchema.parse({
    deviceId: 'a',
    slot: { index: 0, pass: 'latency', block: 0, position: 0, arm: 'candidate', discard: false },
    attempt: 2,
    buildId: 'sha',
    nonce: 'n',
    startedAt: '2026-11-27T10:00:00.000Z',
    before: null,
    after: null,
    fingerprint: null,
    timing: { installMs: 0, appMs: 0, totalMs: 0 },
    outcome: { kind: 'failed', fault: { kind: 'infrastructure', code: 'TUNNEL_LOST', message: 'lost', log } },
  });
}

const logOf = (log: string | undefined, beside: readonly string[]): unknown =>
  unusedLaunches([failed(log)], new Set(beside))[0]?.log;

test('a log is linked where it lies beside the report, and only named where it does not', () => {
  expect(logOf('logs/a.log', ['logs/a.log'])).toEqual({ path: 'logs/a.log', isBesideReport: true });
  expect(logOf('logs/a.log', [])).toEqual({ path: 'logs/a.log', isBesideReport: false });
  expect(logOf(undefined, [])).toBe(null);
});

test('a run from elsewhere cannot make the report link to anything but a log of its folder', () => {
  for (const path of [
    'javascript:alert(1)',
    '../../etc/passwd',
    'https://x.example/logs/a.log',
    'logs/a.log?x',
    'logs/',
  ]) {
    expect(logOf(path, [path])).toBe(null);
  }
});
