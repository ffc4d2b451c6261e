import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  dataChoice,
  dataCount,
  dataId,
  dataList,
  dataListOf,
  dataObject,
  dataText,
  dataVersion,
  parseJson,
  readData,
} from './data-file.ts';

const PLACE = { where: () => 'file.json', remedy: 'Write it again.' };

const schema = dataObject({
  version: dataVersion(2),
  id: dataId,
  count: dataCount,
  kind: dataChoice(['cat', 'dog']),
  items: dataList(dataObject({ name: dataText })),
  pair: dataListOf(dataText, 2, 'texts'),
  note: dataText.exactOptional(),
});
const right = { version: 2, id: 'a', count: 0, kind: 'cat', items: [{ name: '' }], pair: ['a', 'b'] };

test('what is right is taken, without the fields that nobody asked for', () => {
  expect(readData(schema, { ...right, more: 1, note: 'n' }, PLACE)).toEqual({ ...right, note: 'n' });
});

test.each([
  [[], 'file.json is not an object.'],
  [null, 'file.json is not an object.'],
  ['text', 'file.json is not an object.'],
  [{ ...right, version: 3 }, 'file.json.version should be 2.'],
  [{ ...right, id: '' }, 'file.json.id should be a whole number or a text.'],
  [{ ...right, id: -1 }, 'file.json.id should be a whole number or a text.'],
  [{ ...right, id: 2 ** 53 }, 'file.json.id should be a whole number or a text.'],
  [{ ...right, count: 1.5 }, 'file.json.count should be a whole number.'],
  [{ ...right, count: -1 }, 'file.json.count should be a whole number.'],
  [{ ...right, count: undefined }, 'file.json.count should be a whole number.'],
  [{ ...right, kind: 'cow' }, 'file.json.kind should be one of cat, dog.'],
  [{ ...right, items: {} }, 'file.json.items should be a list.'],
  [{ ...right, items: [{ name: 'a' }, 'b'] }, 'file.json.items[1] is not an object.'],
  [{ ...right, items: [{ name: 1 }] }, 'file.json.items[0].name should be a text.'],
  [{ ...right, pair: ['a'] }, 'file.json.pair should be 2 texts, not 1.'],
  [{ ...right, pair: ['a', 'b', 'c'] }, 'file.json.pair should be 2 texts, not 3.'],
  [{ ...right, note: null }, 'file.json.note should be a text.'],
  [{}, 'file.json.version should be 2.'],
])('%j is refused by its first wrong field', (json, message) => {
  expect(() => readData(schema, json, PLACE)).toThrow(
    expect.objectContaining({ code: 'DATASET_INVALID', message, remedy: PLACE.remedy }),
  );
});

test('a value that comes from a name of the language is a field like any other', () => {
  const json = parseJson('{"__proto__": {"name": "a"}, "constructor": 3}', PLACE);
  expect(() => readData(dataObject({ name: dataText }), json, PLACE)).toThrow('file.json.name should be a text.');
});

test('the place is made only for an error', () => {
  const where = (): string => {
    throw new Error('made in vain');
  };
  expect(readData(z.unknown(), parseJson('[1]', { ...PLACE, where }), { ...PLACE, where })).toEqual([1]);
});

test('a text that is not JSON is refused with its place', () => {
  expect(() => parseJson('{', PLACE)).toThrow('file.json is not JSON.');
});
