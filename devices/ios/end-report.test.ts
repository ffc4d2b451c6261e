import { expect, test } from 'vitest';
import { explainFromReports } from './end-report.ts';

const APP = 'com.example.fastvlm';

function report(header: object, body: object): string {
  return `${JSON.stringify(header)}\n${JSON.stringify(body, null, 2)}\n`;
}

const crash = report(
  { bug_type: '309', bundleID: APP },
  { exception: { type: 'EXC_BAD_ACCESS', signal: 'SIGSEGV' }, termination: { indicator: 'Segmentation fault: 11' } },
);
const jetsam = report(
  { bug_type: '298' },
  { processes: [{ name: 'SpringBoard' }, { name: 'FastVLM', reason: 'per-process-limit' }] },
);

test('a crash is told with its exception and signal', () => {
  expect(explainFromReports([crash], APP)).toEqual({
    code: 'CRASH',
    message: 'It crashed (EXC_BAD_ACCESS, SIGSEGV, Segmentation fault: 11).',
  });
});

test('an app that took too much memory is told from one that crashed', () => {
  expect(explainFromReports([jetsam, crash], APP)).toEqual({
    code: 'JETSAM',
    message: 'The phone ended it for want of memory (FastVLM, per-process-limit).',
  });
});

test('a crash of another app explains nothing', () => {
  expect(explainFromReports([crash], 'com.example.other').code).toBe('APP_ENDED');
});

test('without a readable report the end itself is told', () => {
  for (const reports of [[], ['garbage'], ['{"bug_type":"115"}\n{}'], ['null\nnull']]) {
    expect(explainFromReports(reports, APP).code).toBe('APP_ENDED');
  }
});
