import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { FAULT_CODES } from '#devices/ios/faults/fault-codes.ts';
import { classifyError } from '#devices/ios/faults/faults.ts';
import { errorTexts } from './error-texts.ts';
import { describeChanges, LIST_FILE, writeList } from './list.ts';
import { readInstalledTexts } from './packages.ts';

const kept = readFileSync(LIST_FILE, 'utf8');
const textsOf = (source: string): readonly string[] => errorTexts([{ path: 'a.js', source }]);

test('every error text that the installed packages can throw is known, with the code that the rules give it', () => {
  const changes = describeChanges(kept, writeList(readInstalledTexts()));
  expect(changes, changes ?? '').toBe(null);
});

test('of all texts of the installed packages, only what is found in the package itself is the build’s', () => {
  const isProduct = (line: string): boolean =>
    Object.entries(FAULT_CODES).some(([code, { kind }]) => kind === 'product' && line.startsWith(`${code} `));
  expect(kept.split('\n').filter(isProduct)).toEqual([
    "ARTEFACT_REFUSED           Cannot extract {…} from '{…}'. Is it a valid application bundle?",
    "ARTEFACT_REFUSED           Cannot find {…} in '{…}'. Is it a valid application bundle?",
    "ARTEFACT_REFUSED           Cannot parse {…} of '{…}'. Is it a valid application bundle?",
    'ARTEFACT_REFUSED           {…} architecture is not supported by the {…} application. Make sure the correct deployment target has been selected for its compilation in Xcode.',
  ]);
});

test('no status of the file service blames the build while it is sent to the phone', async () => {
  const driver = findPackageJSON('appium-xcuitest-driver', import.meta.url) ?? '';
  const library = findPackageJSON('appium-ios-remotexpc', pathToFileURL(driver)) ?? '';
  const enums = join(dirname(library), 'build/src/services/ios/afc/enums.js');
  const { AfcError } = (await import(pathToFileURL(enums).href)) as { readonly AfcError: Record<string, unknown> };
  const statuses = Object.keys(AfcError).filter((name) => /^[A-Z_]+$/.test(name));
  expect(statuses.length).toBeGreaterThan(20);
  for (const status of statuses) {
    const text = `Cannot install the a.b application. Original error: AFC operation WRITE failed with ${status} (${String(AfcError[status])})`;
    expect(classifyError(new Error(text))).toMatchObject({ kind: 'infrastructure' });
  }
});

test('a text that an upgrade brings is named with its package, its code and what to do about it', () => {
  const before = { name: 'some-package', version: '1.0.0', texts: ['Socket is destroyed'] };
  const after = { ...before, version: '1.1.0', texts: ['The phone fell off the table', 'Socket is destroyed'] };
  const changes = describeChanges(writeList([before]), writeList([after]));
  expect(changes).toContain('npm run fault-texts');
  expect(changes).toMatch(/^\+ some-package: APPIUM_ERROR +The phone fell off the table$/m);
  expect(changes).toMatch(/^\+ some-package 1\.1\.0$/m);
  expect(changes).not.toContain('destroyed');
  expect(describeChanges(writeList([after]), writeList([after]))).toBe(null);
});

test('texts are found wherever an error is made', () => {
  expect(textsOf('throw new Error("the socket is gone")')).toEqual(['the socket is gone']);
  expect(textsOf('const e = new errors.NoSuchDriverError(`no session ${id} here`);')).toEqual(['no session {…} here']);
  expect(textsOf('p.catch(() => reject(new TimeoutError("it took " + ms + "ms")))')).toEqual(['it took {…}ms']);
  expect(textsOf('error.message = `${error.message} (again)`;')).toEqual(['{…} (again)']);
  expect(textsOf('class GoneError extends Error { constructor() { super("the phone is gone"); } }')).toEqual([
    'the phone is gone',
  ]);
  expect(textsOf('throw log.errorWithException("logged and thrown")')).toEqual(['logged and thrown']);
  expect(textsOf('(0, asyncbox_1.withTimeout)(work, 5, new Error("too slow by far"))')).toEqual(['too slow by far']);
});

test('a text that is put together in steps, or chosen, is found in all its forms', () => {
  const source = `function f(isLate, cause) {
    let text = 'Cannot install it';
    if (isLate) text += '. Give it more time';
    text += \`. Original error: \${cause.message}\`;
    throw new Error(text);
  }`;
  expect(textsOf(source)).toEqual(['Cannot install it', '{…}. Give it more time', '{…}. Original error: {…}']);
  expect(textsOf('throw new Error(isOpen ? "already open" : "closed again")')).toEqual([
    'already open',
    'closed again',
  ]);
  expect(textsOf('throw new Error(["first part", "second part"].join(", "))')).toEqual(['first part, second part']);
});

test('the texts that are given to a function which makes an error of them are found where it is called', () => {
  const helper = `const makeError = (text, cause) => new Error(text, { cause });
    class Lost extends Base { constructor(why) { super(why); this.error = new Error(why); } }`;
  expect(textsOf(`${helper} throw makeError('no way there'); new Lost('lost on the way');`)).toEqual([
    'lost on the way',
    'no way there',
  ]);
});

test('a source that cannot be read stops the list', () => {
  expect(() => textsOf('throw new Error(')).toThrow(/a\.js cannot be parsed/);
});
