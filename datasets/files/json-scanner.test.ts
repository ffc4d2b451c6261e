import {
  array,
  assert,
  constantFrom,
  dictionary,
  type JsonValue,
  jsonValue,
  nat,
  property,
  string,
  tuple,
} from 'fast-check';
import { expect, test } from 'vitest';
import { BenchError } from '#harness/domain/failure.ts';
import { type JsonEntry, jsonScanner } from './json-scanner.ts';

/** Scans a text in chunks that end at the given byte positions. */
function scan(text: string, cuts: readonly number[] = []): JsonEntry[] {
  const bytes = Buffer.from(text);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  const scanner = jsonScanner('q.json');
  let from = 0;
  const entries = ends.flatMap((end) => {
    // A fresh copy that is wiped afterwards, as a reader that uses its memory again would.
    const chunk = Uint8Array.from(bytes.subarray(from, end));
    from = end;
    const found = scanner.push(chunk);
    chunk.fill(0);
    return found;
  });
  scanner.end();
  return entries;
}

/** The entries that a whole parse gives. */
function entriesOf(object: Readonly<Record<string, unknown>>): JsonEntry[] {
  return Object.entries(object).flatMap(([key, value]): JsonEntry[] =>
    Array.isArray(value)
      ? value.map((element: unknown, index) => ({ key, index, value: element }))
      : [{ key, index: null, value }],
  );
}

const value = jsonValue({ stringUnit: 'grapheme' });
const object = dictionary(string({ unit: 'grapheme' }), value);
const written = tuple(object, constantFrom(0, 1, '\t'), array(nat(), { maxLength: 8 }));

test('a list is given element by element, any other value whole', () => {
  expect(scan('{"info":{"year":2017},"questions":[{"id":1},2,[]],"n":null}')).toEqual([
    { key: 'info', index: null, value: { year: 2017 } },
    { key: 'questions', index: 0, value: { id: 1 } },
    { key: 'questions', index: 1, value: 2 },
    { key: 'questions', index: 2, value: [] },
    { key: 'n', index: null, value: null },
  ]);
});

test('the entries are those of a whole parse, wherever the chunks end', () => {
  assert(
    property(written, ([any, indent, cuts]) => {
      const text = JSON.stringify(any, null, indent);
      expect(scan(text, cuts)).toEqual(entriesOf(JSON.parse(text) as Record<string, JsonValue>));
    }),
  );
});

test('a text that is cut off anywhere is refused', () => {
  assert(
    property(object, nat(), (any, cut) => {
      const bytes = Buffer.from(JSON.stringify(any));
      const scanner = jsonScanner('q.json');
      expect(() => {
        scanner.push(bytes.subarray(0, cut % bytes.length));
        scanner.end();
      }).toThrow(/^q\.json (ends in the middle|is broken)/);
    }),
  );
});

test('exactly what JSON.parse accepts as an object is accepted', () => {
  const piece = constantFrom(...Array.from('{}[]:,"\\ \n01-.eEa'), 'null', 'true', '"a"', '{}', '[]', '"a":', '\u00a0');
  assert(
    property(array(piece, { maxLength: 12 }), written, nat(), (pieces, [any, indent, cuts], at) => {
      const json = JSON.stringify(any, null, indent);
      const place = at % (json.length + 1);
      const joined = pieces.join('');
      const texts = [joined, `{${joined}}`, `{"a":[${joined}]}`, json.slice(0, place) + joined + json.slice(place + 1)];
      for (const text of texts.map((each) => Buffer.from(each).toString())) {
        expect({ text, keys: keysScanned(text, cuts) }).toEqual({ text, keys: keysParsed(text) });
      }
    }),
    { numRuns: 300 },
  );
});

test('an error names the byte at which the text stops being JSON', () => {
  expect(() => scan('{"questions":[1 2]}')).toThrow('q.json is broken before byte 17: questions[0] is not JSON.');
  expect(() => scan('{"questions":[{}}')).toThrow('q.json is broken at byte 16: a comma or ] should stand there.');
  expect(() => scan('[]')).toThrow('q.json is broken at byte 0: an object should stand there.');
  expect(() => scan('')).toThrow('q.json ends in the middle, after 0 bytes: it is truncated.');
});

test('an entry that would fill the memory is refused', () => {
  const scanner = jsonScanner('q.json');
  scanner.push(Buffer.from('{"a":"'));
  const block = Buffer.alloc(1024 * 1024, 'x');
  expect(() => {
    for (let pushed = 0; pushed < 17; pushed += 1) scanner.push(block);
  }).toThrow('q.json has an entry of more than 16 MiB in "a".');
});

/** The names of a scanned object, or null where the text is refused. */
function keysScanned(text: string, cuts: readonly number[]): ReadonlySet<string> | null {
  try {
    return new Set(scan(text, cuts).map(({ key }) => key));
  } catch (error) {
    if (error instanceof BenchError) return null;
    throw error;
  }
}

/** The same by a whole parse; a list that is empty has no entry. */
function keysParsed(text: string): ReadonlySet<string> | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return new Set(entriesOf({ ...parsed }).map(({ key }) => key));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
