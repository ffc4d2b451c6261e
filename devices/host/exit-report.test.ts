import { expect, test } from 'vitest';
import { type Exit, explainExit } from './exit-report.ts';

const exit: Exit = { code: 0, signal: null, lastLines: [], hasKernelKilled: false };

test.each<[string, Partial<Exit>, string, string, RegExp]>([
  ['a crash', { code: null, signal: 'SIGSEGV' }, 'product', 'CRASH', /crashed with SIGSEGV/],
  ['an uncaught error', { code: 1, lastLines: ['Error: no'] }, 'product', 'CRASH', /exit code 1/],
  ['an early end', {}, 'product', 'APP_ENDED', /by itself with exit code 0/],
  [
    'a kill for want of memory',
    { code: null, signal: 'SIGKILL', hasKernelKilled: true },
    'product',
    'OUT_OF_MEMORY',
    /no memory left/,
  ],
  [
    'a heap that is full',
    { code: null, signal: 'SIGABRT', lastLines: ['FATAL ERROR: … JavaScript heap out of memory'] },
    'product',
    'OUT_OF_MEMORY',
    /ran out of memory: FATAL ERROR/,
  ],
  ['a kill by somebody else', { code: null, signal: 'SIGKILL' }, 'infrastructure', 'KILLED', /SIGKILL/],
  ['a stop by somebody else', { code: null, signal: 'SIGTERM' }, 'infrastructure', 'KILLED', /SIGTERM/],
])('%s is told from other ends', (_what, change, kind, code, message) => {
  const end = explainExit({ ...exit, ...change });
  expect(end).toMatchObject({ kind, code });
  expect(end.message).toMatch(message);
});

test('what the app wrote last goes along, and an end that nobody saw says so', () => {
  expect(explainExit({ ...exit, code: 3, lastLines: ['one', 'two'] }).report).toBe('one\ntwo');
  expect(explainExit(exit).report).toBe(null);
  expect(explainExit(null)).toMatchObject({ code: 'APP_ENDED', message: 'Nothing says how it ended.' });
});
