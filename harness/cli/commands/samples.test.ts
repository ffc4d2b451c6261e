import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';

let phones: Commands;

beforeAll(() => {
  phones = commands({ suites: [] });
  writeFileSync(join(phones.folder, 'notes.txt'), 'not a folder');
});
afterAll(() => phones.close());

const written = (folder: string): readonly string[] => readdirSync(join(phones.folder, folder)).toSorted();

test('samples writes every sample build, and says how each differs from the reference', async () => {
  const { code, out, err } = await phones.bench('samples', 'all/builds');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(written('all/builds')).toEqual(['rebuilt.ipa', 'reference.ipa']);
  expect(out).toMatch(/beside reference, in suite demo$/m);
  expect(out).toMatch(/^all\/builds\/rebuilt\.ipa +0\.0 MB +rebuilt, as it is; passes$/m);
});

test('builds that are named are written, each once, and no others', async () => {
  expect(await phones.bench('samples', 'some', 'rebuilt', 'rebuilt')).toMatchObject({ code: 0 });
  expect(written('some')).toEqual(['rebuilt.ipa']);
});

test('builds are written with another bundle identifier where one is named, and what is none is refused', async () => {
  const { code } = await phones.bench('samples', 'beside', 'rebuilt', '--bundle-id', 'dev.example.beside');
  expect(code).toBe(0);
  expect(readFileSync(join(phones.folder, 'beside/rebuilt.ipa'), 'utf8')).toBe('rebuilt dev.example.beside');
  const refused = await phones.bench('samples', 'none', 'rebuilt', '--bundle-id', 'not one');
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('not a bundle identifier') });
});

test('a name that no build has is refused before anything is written', async () => {
  const { code, err } = await phones.bench('samples', 'none', 'reference', 'rebuild');
  expect(err).toMatch(/^error: There is no sample build "rebuild"\.\n {2}.*rebuilt/);
  expect(code).toBe(2);
  expect(existsSync(join(phones.folder, 'none'))).toBe(false);
});

test.each(['notes.txt', 'notes.txt/below'])('a file is refused as the folder: %s', async (name) => {
  const { code, err } = await phones.bench('samples', name);
  expect(err).toMatch(/^error: \S+notes\.txt is a file, not a folder\.\n {2}Name another folder/);
  expect(code).toBe(2);
});
