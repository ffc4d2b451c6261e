import { expect, test } from 'vitest';
import { exampleRun } from '#harness/store/run.fixture.ts';
import { parseStoreLine } from './store-lines.ts';

const SOURCE = 'Line 2 of store.ndjson';

test('a run is read as it was written', () => {
  const line = { kind: 'run', run: exampleRun('one') };
  expect(parseStoreLine(JSON.stringify(line), SOURCE)).toEqual(line);
});

test.each([
  ['what is no JSON', 'hello', /it is no JSON/],
  ['an empty line', '', /it is no JSON/],
  ['a number', '7', /of no kind that is known/],
  ['an unknown kind', '{"kind":"virus"}', /of no kind that is known/],
  ['a million open lists', '['.repeat(1_000_000), /nested more than 64 levels deep/],
  ['a million lists in a run', `{"kind":"run","run":${'['.repeat(1_000_000)}`, /nested more than 64/],
  ['a run that is none', '{"kind":"run","run":{}}', /^Line 2 of store\.ndjson is not a run/],
  ['a verdict that is none', '{"kind":"verdict","verdict":[]}', /holds no verdicts/],
  [
    'a move without a moment',
    '{"kind":"baselineMove","move":{"name":"a","runId":null,"at":"?","by":null,"why":null}}',
    /move/,
  ],
  ['an end without a number', '{"kind":"end"}', /its last line is incomplete/],
  ['format 0', '{"kind":"store","format":0,"exportedAt":"","harness":""}', /no format 0 was ever written/],
  ['half a format', '{"kind":"store","format":1.5,"exportedAt":"","harness":""}', /no format 1\.5 was ever written/],
  ['a later format', '{"kind":"store","format":9,"exportedAt":"","harness":""}', /format 9/],
])('%s is refused by name', (_name, text, message) => {
  expect(() => parseStoreLine(text, SOURCE)).toThrow(message);
});

test('brackets in texts are no levels', () => {
  const run = { ...exampleRun('one'), policy: `${'['.repeat(100)}"\\` };
  expect(parseStoreLine(JSON.stringify({ kind: 'run', run }), SOURCE)).toMatchObject({ run: { policy: run.policy } });
});
