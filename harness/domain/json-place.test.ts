import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { placeInJson } from './json-place.ts';

const JSON_TEXT = `{
  "waivers": [
    { "metric": "a" },
    {
      "metric": "b",
      "odd.name": { "until": 1 }
    }
  ],
  "waivers2": "[{"
}
`;

test.each([
  ['', 1, 1],
  ['waivers', 2, 3],
  ['waivers[1]', 4, 5],
  ['waivers[1].metric', 5, 7],
  ['waivers[1].odd.name.until', 6, 21],
  ['waivers2', 9, 3],
])('the field %j is found', (field, line, column) => {
  expect(placeInJson(JSON_TEXT, field)).toEqual({ line, column });
});

test('of a field that is missing, the object that lacks it is found', () => {
  expect(placeInJson(JSON_TEXT, 'waivers[1].owner')).toEqual({ line: 4, column: 5 });
  expect(placeInJson(JSON_TEXT, 'policies.ours')).toEqual({ line: 1, column: 1 });
});

test.each([
  ['a comma too many', '{\n  "a": 1,\n}', 3, 1],
  ['a comma too few', '{\n  "a": 1\n  "b": 2\n}', 3, 3],
  ['a word that is none', '[\n  1,\n  yes]', 3, 3],
  ['an end that is missing', '{\n  "a": {\n', 2, 9],
  ['a text without an end', '{\n  "a": "b\n}', 2, 8],
  ['more than a value', '{}\n\n{}', 3, 1],
])('%s is found', (_what, text, line, column) => {
  expect(placeInJson(text, 'a')).toEqual({ line, column });
});

test('a text of millions of letters is read to its end', () => {
  const text = JSON.stringify({ a: 'x\n'.repeat(5e6), b: 1 });
  expect(placeInJson(text, 'b')).toEqual({ line: 1, column: text.indexOf('"b"') + 1 });
});

test('whatever is JSON is read to its end, and nothing else is', () => {
  assert(
    property(jsonValue(), (value) => {
      const text = JSON.stringify(value, null, 2);
      expect(placeInJson(text, '')).toEqual({ line: 1, column: 1 });
      // Only what is no JSON is refused at its last line.
      expect(placeInJson(`${text}\n,`, '')).toEqual({ line: text.split('\n').length + 1, column: 1 });
    }),
    { numRuns: 200, seed: 20_261_128 },
  );
});
