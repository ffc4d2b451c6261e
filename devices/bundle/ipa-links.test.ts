import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, array, constantFrom, dictionary, property } from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { inspectIpa } from '#devices/ios/ipa.ts';
import { filesBelow, follow } from './ipa-links.ts';
import { INFO, LINK_MODE, writeIpa, type ZipEntry } from './zip-bytes.fixture.ts';

const folder = await mkdtemp(join(tmpdir(), 'ipa-links-'));
afterAll(async () => await rm(folder, { recursive: true }));
let archives = 0;

async function inspect(
  files: readonly string[],
  links: Readonly<Record<string, string>>,
  info: Readonly<Record<string, unknown>> = INFO,
): Promise<readonly string[]> {
  const entries: ZipEntry[] = [
    ...files.map((name) => ({ name, content: name })),
    ...Object.entries(links).map(([name, content]) => ({ name, content, mode: LINK_MODE })),
  ];
  const path = await writeIpa(join(folder, `app-${(archives += 1)}.ipa`), entries, info);
  return (await inspectIpa(path)).models.map(({ name }) => name);
}

test.each<[string, readonly string[], Readonly<Record<string, string>>, readonly string[]]>([
  ['to a file beside it', ['model/a.onnx'], { 'model/b.onnx': 'a.onnx' }, ['a.onnx', 'b.onnx']],
  ['to a file elsewhere in the app', ['shared/w.bin'], { 'model/w.bin': '../shared/w.bin' }, ['w.bin']],
  ['to a link', ['model/a'], { 'model/b': 'c', 'model/c': './a' }, ['a', 'b', 'c']],
  ['to a folder', ['shared/one', 'shared/two'], { 'model/deep': '../shared' }, ['deep/one', 'deep/two']],
  [
    'to the current version of a framework',
    ['Frameworks/K.framework/Versions/A/Resources/w.bin'],
    {
      'Frameworks/K.framework/Versions/Current': 'A',
      'Frameworks/K.framework/Resources': 'Versions/Current/Resources',
      'model/kit': '../Frameworks/K.framework/Resources',
    },
    ['kit/w.bin'],
  ],
])('a link %s counts as what it leads to', async (_where, files, links, expected) => {
  expect(await inspect(files, links)).toEqual([...expected, 'config.json'].toSorted());
});

test('the model folder itself may be a link', async () => {
  expect(await inspect(['shared/w.bin'], { weights: 'shared' }, { ...INFO, FastVLMBenchModels: 'weights' })).toEqual([
    'w.bin',
  ]);
});

test('an app that names no model folder counts each file once, wherever links lead to it from', async () => {
  const { FastVLMBenchModels: _none, ...info } = INFO;
  expect(await inspect(['a/w.bin'], { b: 'a', 'c.bin': 'a/w.bin' }, info)).toEqual(['a/w.bin', 'model/config.json']);
});

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  [
    'to nothing',
    { 'model/w': 'gone' },
    /has a link in its model folder that leads to nothing, Payload\/FastVLM\.app\/model\/w/,
  ],
  ['to itself', { 'model/w': 'w' }, /has a link in its model folder that leads in a circle/],
  ['to a link that leads back', { 'model/v': 'w', 'model/w': 'v' }, /leads in a circle/],
  ['to a folder around it', { 'model/w': '.' }, /leads in a circle/],
  ['to the app around it', { 'model/w': '..' }, /leads in a circle/],
  ['to a place outside the app', { 'model/w': '../../../etc/passwd' }, /has a link that leaves the app, .*w to \.\./],
  [
    'out of the app and in again',
    { 'model/w': '../../FastVLM.app/model/config.json' },
    /has a link that leaves the app/,
  ],
  ['to an absolute place', { 'model/w': '/etc/passwd' }, /has a link that leaves the app/],
  [
    'out of the app through another link',
    { 'model/w': 'v/../../..', 'model/v': '.' },
    /has a link that leaves the app/,
  ],
])('a link %s is refused before a phone is opened', async (_where, links, message) => {
  await expect(inspect([], links)).rejects.toMatchObject({
    code: 'BUILD_INVALID',
    message: expect.stringMatching(message),
    remedy: expect.stringMatching(/\w/),
  });
});

test('outside the model folder a link may lead to nothing: frameworks lose their headers when they are packed', async () => {
  expect(await inspect([], { 'Frameworks/K.framework/Headers': 'Versions/Current/Headers' })).toEqual(['config.json']);
});

test('following links always comes to an end, inside the app or at a named link', () => {
  const path = array(constantFrom('a', 'b', 'c', '..', '.'), { minLength: 1, maxLength: 4 }).map((parts) =>
    parts.join('/'),
  );
  const links = dictionary(constantFrom('a', 'b', 'c', 'a/b', 'b/c', 'c/a'), path);
  assert(
    property(path, links, (start, targets) => {
      const found = follow(start, new Map(Object.entries(targets)));
      const named = [start, ...Object.keys(targets)];
      expect(found.kind === 'inside' ? !/(?:^|\/)\.{1,2}(?:\/|$)/.test(found.path) : named.includes(found.link)).toBe(
        true,
      );
    }),
  );
});

test('folders that contain each other many times over are refused instead of listed', () => {
  const links = new Map(
    Array.from({ length: 20 }, (_, level) =>
      [1, 2].map((side) => [`${level}/${side}`, `../${level + 1}`] as const),
    ).flat(),
  );
  const tree = { files: new Map([['20/w', 'w']]), links };
  expect(filesBelow('0', tree, 1000)).toMatchObject({ why: 'leads in a circle' });
});
