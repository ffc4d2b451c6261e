import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { REPAIRS } from './driver-repairs.ts';

const driver = findPackageJSON('appium-xcuitest-driver', import.meta.url) ?? '';
const library = findPackageJSON('appium-ios-remotexpc', pathToFileURL(driver)) ?? '';
const ROOTS: Readonly<Record<string, string>> = {
  'appium-xcuitest-driver': dirname(driver),
  'appium-ios-remotexpc': dirname(library),
};

function pathOf(file: string): string {
  const [name = '', ...rest] = file.split('/');
  return join(ROOTS[name] ?? '', ...rest);
}

test.each(REPAIRS)('the installed driver still has what is repaired: $find', ({ file, find, replace }) => {
  expect(readFileSync(pathOf(file), 'utf8').split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});

test('a program that is started with the repairs gets the repaired library', () => {
  const repairs = new URL('driver-repairs.ts', import.meta.url).href;
  const constants = pathToFileURL(pathOf('appium-ios-remotexpc/build/src/lib/tunnel/constants.js')).href;
  const program = `console.log((await import(${JSON.stringify(constants)})).TUNNEL_REGISTRY_HTTP_TIMEOUT_MS)`;
  const argv = ['--import', repairs, '--input-type=module', '--eval', program];
  expect(execFileSync(process.execPath, argv, { encoding: 'utf8' })).toBe('60000\n');
});
