/** Examples in pages are read. Those in TypeScript are compiled against the package (build.test.ts), and that of docs/api.md is run (api.test.ts). */
import { expect, test } from 'vitest';
import { BLOCKS } from './blocks.fixture.ts';

const inLanguage = (language: string) => BLOCKS.filter((block) => block.language === language);

test.each(inLanguage('json'))('the JSON of $place can be read', ({ text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

test.each(inLanguage('ndjson'))('each line of $place is JSON', ({ text }) => {
  for (const line of text.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
});
