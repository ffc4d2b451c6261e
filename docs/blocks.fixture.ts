/** The pages of the project and the code blocks in them, for the tests that try what the pages show. */
import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export const PAGES: readonly string[] = globSync('**/*.md', {
  cwd: ROOT,
  exclude: ['**/node_modules/**', 'dist/**', '.fastvlm-bench/**'],
}).toSorted();

export type Block = {
  /** The page and the line on which the block begins. */
  readonly place: string;
  /** Empty where the page names none. */
  readonly language: string;
  readonly text: string;
};

export function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(ROOT, page), 'utf8');
  return [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(({ 1: language = '', 2: body = '', index }) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    language,
    text: body,
  }));
}

export const BLOCKS: readonly Block[] = PAGES.flatMap(blocksOf);
