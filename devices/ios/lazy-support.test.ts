import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';

test('helpers of Appium are loaded when one is used that a reader of files does not need', () => {
  const preload = new URL('lazy-support.ts', import.meta.url).href;
  const program = `import { Module } from 'node:module';
    import { fs, logger, plist, timing, util } from '@appium/support';
    const loaded = () => Object.keys(Module._cache).some((path) => path.includes('@appium'));
    logger.getLogger('phone').warn('not heard');
    console.log(util.isPlainObject({}), util.isPlainObject([]), loaded());
    console.log(util.pluralize('phone', 2, true), typeof fs.exists, typeof plist.parsePlist, typeof timing.Timer, loaded());`;
  const argv = ['--import', preload, '--input-type=module', '--eval', program];
  // In a folder from which no package can be found.
  const out = execFileSync(process.execPath, argv, { cwd: tmpdir(), encoding: 'utf8' });
  expect(out).toBe('true false false\n2 phones function function function true\n');
});
