/** In this process: what a configuration exports, not how it is run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadValue } from './load-value.ts';

let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-exports-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Node keeps what it has imported, so each file has a name of its own. */
function written(content: string, end = 'mjs'): string {
  const file = join(folder, `${(files += 1)}.${end}`);
  writeFileSync(file, content);
  return file;
}

test.each([
  [
    'a Map',
    "export default new Map([['policy', 'release']]);",
    'has a default export that is a Map, not a plain object',
  ],
  [
    'a Map inside',
    'export default { policies: { ours: { metrics: new Map() } } };',
    'has policies.ours.metrics, which is a Map',
  ],
  ['a date', 'export default { suite: new Date(0) };', 'is a Date, not'],
  ['a Promise', "export default Promise.resolve({ suite: 'latency' });", 'is a Promise: await it'],
  ['a class of its own', 'export default new (class Ours {})();', 'is a Ours, not'],
  ['a function', 'export default { suites: [() => 1] };', 'has suites[0], which is a function'],
  ['a BigInt', 'export default { blocks: 3n };', 'has blocks, which is a bigint'],
  ['no number', 'export default { blocks: Number.NaN };', 'has blocks, which is NaN'],
  ['no end', 'export default { blocks: Infinity };', 'has blocks, which is Infinity'],
  ['itself', 'const own = {}; own.release = own; export default own;', 'holds itself'],
  ['a list that holds itself', 'const own = []; own.push(own); export default { suites: own };', 'holds itself'],
  ['a getter that throws', "export default { get suite() { throw new Error('boo'); } };", 'cannot be read: boo'],
  [
    'a proxy that throws',
    "export default new Proxy({}, { ownKeys() { throw new Error('boo'); } });",
    'cannot be read: boo',
  ],
  ['what it throws, which is no error', 'throw { why: 1 };', 'cannot be run: { why: 1 }'],
])('%s is refused, and the file is named', async (_what, content, message) => {
  const file = written(content);
  await expect(loadValue(file, 'odd.mjs')).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/^odd\.mjs /),
    place: { file },
  });
  await expect(loadValue(file, 'odd.mjs')).rejects.toThrow(message);
});

test('a configuration that never comes to its end is refused', async () => {
  const file = written('await new Promise(() => {}); export default {};');
  await expect(loadValue(file, 'odd.mjs', 1)).rejects.toThrow('has not finished after 1 seconds');
});

test('plain values come as they are, shared ones and those of a module too, and undefined is left out', async () => {
  const module = written("export const strict = { basedOn: 'pr' };");
  const content = `import * as policies from ${JSON.stringify(module)};
    const shared = ['one'];
    export default { policies, deviceGroups: Object.assign(Object.create(null), { a: shared, b: shared }), suite: undefined };`;
  expect((await loadValue(written(content), 'odd.mjs')).value).toEqual({
    policies: { strict: { basedOn: 'pr' } },
    deviceGroups: { a: ['one'], b: ['one'] },
  });
});

test('a byte order mark before JSON is no part of it', async () => {
  expect((await loadValue(written('\uFEFF{"suite":"latency"}', 'json'), 'odd.json')).value).toEqual({
    suite: 'latency',
  });
});
