import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { optionText, shellWord } from './shell-word.ts';

test('a plain path stays as it is', () => {
  expect(shellWord('/tmp/a-b_c/run+1.json')).toBe('/tmp/a-b_c/run+1.json');
  expect(shellWord('/home/zoë/läufe')).toBe('/home/zoë/läufe');
});

test.each([
  'a b',
  "it's",
  '"q"',
  '$HOME',
  '`id`',
  'a;b',
  'a&b',
  '*',
  '~',
  '!',
  'a\\b',
  'a\nb',
  '{question}\n\nIn "one" word, it\'s 5 %\\.\tNow',
  '\u202Ea\u2028b',
  'ends\n',
  '',
  '(a)',
  '#a',
  "''",
])('a shell reads %j back as one argument', (word) => {
  const { stdout } = spawnSync('sh', ['-c', `printf '[%s]' ${shellWord(word)}`], { encoding: 'utf8' });
  expect(stdout).toBe(`[${word}]`);
});

test('a word is one line of whatever it is printed in, and steers no terminal', () => {
  expect(shellWord("{question}\nIt's one word.")).toBe(`"$(printf %b '{question}\\0012It'\\''s one word.')"`);
  expect(shellWord('a\u202Eb\u001B[2K')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('an option is one more argument, and nothing without a value', () => {
  expect([optionText('--store', 'my store'), optionText('--store', undefined)]).toEqual([" --store 'my store'", '']);
});
