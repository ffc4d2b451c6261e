import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from './shell-word.ts';

test('a plain path stays as it is', () => {
  expect(shellWord('/tmp/a-b_c/run+1.json')).toBe('/tmp/a-b_c/run+1.json');
  expect(shellWord('/home/zoë/läufe')).toBe('/home/zoë/läufe');
});

test.each(['a b', "it's", '"q"', '$HOME', '`id`', 'a;b', 'a&b', '*', '~', '!', 'a\\b', 'a\nb', '', '(a)', '#a', "''"])(
  'a shell reads %j back as one argument',
  (word) => {
    const { stdout } = spawnSync('sh', ['-c', `printf '[%s]' ${shellWord(word)}`], { encoding: 'utf8' });
    expect(stdout).toBe(`[${word}]`);
  },
);
