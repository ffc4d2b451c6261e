import { expect, test } from 'vitest';
import { type AppExit, reportFor, type ReportSubject } from './crash-report.ts';

const MIB = 2 ** 20;
const subject: ReportSubject = {
  pid: 612,
  name: 'Tiny',
  bundleId: 'com.example.tiny',
  version: '1.0',
  buildNumber: '7',
  model: 'iPhone17,1',
  osVersion: '26.1',
  osBuild: '23B85',
  at: new Date('2026-01-02T03:04:05.678Z'),
};
const exit: AppExit = {
  code: null,
  signal: null,
  cause: 'itself',
  cpuMs: 1500,
  peakResidentBytes: 512 * MIB,
  lastErrorLines: ['fatal: no model'],
};

function parse(changes: Partial<AppExit>): { fileName: string; header: unknown; body: unknown } | null {
  const report = reportFor(subject, { ...exit, ...changes }, 400 * MIB);
  if (report === null) return null;
  const [header = '', ...body] = report.content.split('\n');
  return { fileName: report.fileName, header: JSON.parse(header), body: JSON.parse(body.join('\n')) };
}

test('a signal is named in the report, with the last words of the app', () => {
  expect(parse({ signal: 'SIGABRT' })).toMatchObject({
    fileName: 'Tiny-2026-01-02-030405.ips',
    header: { bug_type: '309', name: 'Tiny', bundleID: 'com.example.tiny', os_version: 'iPhone OS 26.1 (23B85)' },
    body: {
      pid: 612,
      exception: { type: 'EXC_CRASH', signal: 'SIGABRT' },
      termination: { namespace: 'SIGNAL', code: 6 },
      asi: { Tiny: ['fatal: no model'] },
    },
  });
});

test('an exit code other than 0 is a crash with that code', () => {
  expect(parse({ code: 3 })).toMatchObject({
    body: { termination: { namespace: 'EXIT', code: 3, indicator: 'exit(3)' } },
  });
});

test('running out of memory leaves a jetsam event that names the app', () => {
  expect(parse({ signal: 'SIGKILL', cause: 'jetsam' })).toMatchObject({
    fileName: 'JetsamEvent-2026-01-02-030405.ips',
    header: { bug_type: '298' },
    body: {
      largestProcess: 'Tiny',
      processes: [{ name: 'Tiny', reason: 'per-process-limit', rpages: (512 * MIB) / 16_384, limitBytes: 400 * MIB }],
    },
  });
});

test('an orderly end and a requested one leave no report', () => {
  expect(parse({ code: 0 })).toBeNull();
  expect(parse({ signal: 'SIGKILL', cause: 'terminated' })).toBeNull();
});
