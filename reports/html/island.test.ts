import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { island } from './island.ts';

test('no text ends the element, opens a comment or breaks a line', () => {
  const text = island({ a: '</script><!--<script>&lt;\u{2028}\u{2029}' });
  expect(text).not.toMatch(/[<>&\u{2028}\u{2029}]/u);
});

test('what goes in comes out', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(JSON.stringify(JSON.parse(island(value)))).toBe(JSON.stringify(value));
    }),
  );
});
