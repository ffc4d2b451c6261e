/** Examples in pages are read or compiled. That of docs/api.md is also run (api.test.ts) and compiled against the package (build.test.ts). */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { BLOCKS, ROOT } from './blocks.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const inLanguage = (language: string) => BLOCKS.filter((block) => block.language === language);

test.each(inLanguage('json'))('the JSON of $place can be read', ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

test.each(inLanguage('ndjson'))('each line of $place is JSON', ({ text }) => {
  for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});

test('every TypeScript example compiles in the repository', async () => {
  const programs = inLanguage('ts');
  expect(programs.length).toBeGreaterThan(0);
  // Numbered, because two examples may come from one page.
  programs.forEach(({ place, text }, index) => {
    writeFileSync(join(folder, `${place.replace(/\W+/g, '-')}-${index}.mts`), text);
  });
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      typeRoots: [join(ROOT, 'node_modules/@types')],
      paths: {
        '#*': [join(ROOT, '*')],
        'fastvlm-bench': [join(ROOT, 'index.ts')],
        'fastvlm-bench/config': [join(ROOT, 'config.ts')],
      },
    },
    include: ['*.mts'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/.bin/tsc');
  const complaints = await promisify(execFile)(process.execPath, [tsc, '--project', folder]).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  expect(complaints).toBe('');
});
