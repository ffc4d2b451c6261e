import { expect, test } from 'vitest';
import { asTyped, programIn } from './typed-command.ts';

test('a checkout is called by its npm script in its own folder, and by its file from another one', () => {
  expect(programIn('/home/me/bench/cli.ts', '/home/me/bench')).toBe('npm run bench --');
  expect(programIn('/home/me/bench/cli.ts', '/home/me/runs')).toBe('node ../bench/cli.ts');
  expect(programIn('/home/me/my bench/cli.ts', '/home/me')).toBe("node 'my bench/cli.ts'");
});

test('what is installed is called by its name, and nothing it prints is changed', () => {
  const program = programIn('/usr/lib/node_modules/fastvlm-bench/cli.js', '/home/me');
  expect(program).toBe('fastvlm-bench');
  expect(asTyped('Resume it with: fastvlm-bench run --resume x', program)).toContain('fastvlm-bench run');
});

test.each([
  ['Resume it with: fastvlm-bench run --resume x', 'Resume it with: npm run bench -- run --resume x'],
  ['If `fastvlm-bench runs` lists it', 'If `npm run bench -- runs` lists it'],
  ['$ fastvlm-bench baseline set demo a\n', '$ npm run bench -- baseline set demo a\n'],
  ['Usage: fastvlm-bench [options] [command]', 'Usage: npm run bench -- [options] [command]'],
  ['See: fastvlm-bench --help', 'See: npm run bench -- --help'],
])('in %j the command can be typed', (text, typed) => {
  expect(asTyped(text, 'npm run bench --')).toBe(typed);
});

test.each([
  'this fastvlm-bench reads up to 3',
  'error: fastvlm-bench needs Node 24',
  'Update fastvlm-bench to the version that wrote it.',
  '/home/me/.fastvlm-bench/runs/one',
  '.fastvlm-bench run.json',
  'Began the check “fastvlm-bench demo”.',
  'Verify it with fastvlm-bench 0.1.0, which judged it.',
])('what is no command stays: %s', (text) => {
  expect(asTyped(text, 'npm run bench --')).toBe(text);
});
