import { expect, test } from 'vitest';
import { type EndedApp, explainFromReports } from './end-report.ts';

const APP: EndedApp = {
  bundleId: 'com.example.fastvlm',
  executable: 'FastVLM',
  binaryUuid: '0F0E0D0C-0B0A-0908-0706-050403020100',
  launchedAt: new Date('2026-11-27T10:00:00Z'),
};

function report(header: object, body: object): string {
  return `${JSON.stringify(header)}\n${JSON.stringify(body, null, 2)}\n`;
}

function crash(header: object = { bundleID: APP.bundleId }, body: object = {}, kind = '309'): string {
  return report(
    { bug_type: kind, ...header },
    {
      exception: { type: 'EXC_BAD_ACCESS', signal: 'SIGSEGV' },
      termination: { indicator: 'Segmentation fault: 11' },
      ...body,
    },
  );
}

function jetsam(...processes: readonly object[]): string {
  return report({ bug_type: '298' }, { largestProcess: 'FastVLM', processes: [{ name: 'SpringBoard' }, ...processes] });
}

const codeOf = (reports: readonly string[], app: EndedApp = APP): string => explainFromReports(reports, app).code;

test('a crash is reported with its exception and signal, and the report is kept', () => {
  const own = crash();
  expect(explainFromReports([own], APP)).toEqual({
    kind: 'product',
    code: 'CRASH',
    message: 'It crashed (EXC_BAD_ACCESS, SIGSEGV, Segmentation fault: 11).',
    report: own,
  });
});

test('an app that took too much memory is told apart from one that crashed', () => {
  expect(explainFromReports([jetsam({ name: 'FastVLM', reason: 'per-process-limit' }), crash()], APP)).toMatchObject({
    code: 'JETSAM',
    message: 'The phone ended it for lack of memory (per-process-limit).',
  });
});

test.each<[string, readonly object[]]>([
  ['another app', [{ name: 'FastVLM' }, { name: 'Photos', reason: 'vm-pageshortage' }]],
  ['WebDriverAgent', [{ name: 'FastVLM' }, { name: 'WebDriverAgentRunner-Runner', reason: 'per-process-limit' }]],
  ['an extension of ours', [{ name: 'FastVLMWidget', reason: 'per-process-limit' }, { name: 'FastVLM' }]],
  ['an app whose name begins with ours', [{ name: 'FastVLMPro', reason: 'highwater' }]],
  [
    'another build of our app',
    [{ name: 'FastVLM', uuid: '00000000-0b0a-0908-0706-050403020100', reason: 'highwater' }],
  ],
  ['an app with another bundle identifier', [{ name: 'FastVLM', bundleID: 'com.other.fastvlm', reason: 'highwater' }]],
  ['nobody, though ours was the largest', [{ name: 'FastVLM', states: ['frontmost'], rpages: 190_000 }]],
  ['something without a name', [{ reason: 'per-process-limit' }, {}]],
  ['nobody, with an empty reason', [{ name: 'FastVLM', reason: '' }]],
])('a lack of memory that ended %s explains nothing', (_victim, processes) => {
  expect(codeOf([jetsam(...processes)])).toBe('APP_ENDED');
});

test('a lack of memory that ended an earlier launch explains nothing', () => {
  const at = (timestamp: string): string =>
    report({ bug_type: '298', timestamp }, { processes: [{ name: 'FastVLM', reason: 'per-process-limit' }] });
  expect(codeOf([at('2026-11-27 10:59:50.00 +0100')])).toBe('APP_ENDED');
  expect(codeOf([at('2026-11-27 11:00:03.00 +0100')])).toBe('JETSAM');
});

test('a victim is recognised among several, by its UUID where the report has one, and by a name that was cut off', () => {
  const others = [
    { name: 'Photos', reason: 'vm-pageshortage' },
    { name: 'SpringBoard', reason: 'highwater' },
  ];
  const uuid = APP.binaryUuid.toLowerCase();
  expect(codeOf([jetsam(...others, { name: 'F', uuid, reason: 'per-process-limit' })])).toBe('JETSAM');
  const long = { ...APP, executable: 'TGOnDeviceInferenceProviderService' };
  const cut = { name: 'TGOnDeviceInferenceProviderServi', reason: 'per-process-limit' };
  expect(codeOf([jetsam(...others, cut)], long)).toBe('JETSAM');
});

test('a phone that ends the app because its storage is full is trouble of the lab', () => {
  expect(explainFromReports([jetsam({ name: 'FastVLM', reason: 'disk-space-shortage' })], APP)).toMatchObject({
    kind: 'infrastructure',
    code: 'PHONE_FULL',
  });
});

test.each<[string, string]>([
  ['another app', crash({ bundleID: 'com.example.other' })],
  ['an extension of ours', crash({ bundleID: 'com.example.fastvlm.widget' })],
  ['WebDriverAgent', crash({ bundleID: 'com.example.WebDriverAgentRunner.xctrunner' })],
  ['a daemon, whose report names no bundle', crash({}, { procName: 'mediaserverd' })],
  ['an earlier launch of ours', crash(undefined, { procLaunch: '2026-11-27 10:59:48.1234 +0100' })],
  ['a fault that the app survived', crash(undefined, {}, '385')],
])('a crash report of %s explains nothing', (_whose, content) => {
  expect(codeOf([content])).toBe('APP_ENDED');
});

test('a crash of this launch is recognised by its start, its body or its process where the header names no bundle', () => {
  expect(codeOf([crash(undefined, { procLaunch: '2026-11-27 11:00:03.1234 +0100' })])).toBe('CRASH');
  expect(codeOf([crash({}, { bundleInfo: { CFBundleIdentifier: APP.bundleId } })])).toBe('CRASH');
  expect(codeOf([crash({}, { procName: 'FastVLM' })])).toBe('CRASH');
  expect(codeOf([crash(undefined, {}, '109')])).toBe('CRASH');
});

test('an app that iOS ended because it did not answer is named so', () => {
  const termination = { namespace: 'FRONTBOARD', code: 2343432205, indicator: '<RBSTerminateContext …>' };
  expect(codeOf([crash(undefined, { termination })])).toBe('WATCHDOG');
});

test('without a readable report the end itself is reported', () => {
  for (const reports of [[], ['garbage'], ['{"bug_type":"115"}\n{}'], ['null\nnull'], ['{"bug_type":298}\n[]']]) {
    expect(codeOf(reports)).toBe('APP_ENDED');
  }
});
