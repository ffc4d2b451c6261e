import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES, ROOT } from './blocks.fixture.ts';

/** How GitHub names the heading of a section in a link. */
function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  return new Set([...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading)));
}

test.each(PAGES)('every link of %s to a file or a section leads somewhere', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).has(anchor);
  });
  expect(broken).toEqual([]);
});

test.each(PAGES)('every file that a command of %s runs is there', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const files = [...text.matchAll(/\bnode ([\w./-]+\.ts)\b/g)].map(([, file = '']) => file);
  expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test.each(['CONTRIBUTING.md', 'docs/architecture.md'])('every file and folder that %s names is there', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  // A name in capital letters stands for one that the reader chooses; what a run writes is not in the repository.
  const named = [
    ...text.matchAll(/(?<=[`\s(])((?:harness|devices|suites|datasets|reports|benchmarks|docs)\/[\w./-]+)/g),
  ]
    .map(([, path = '']) => path.replace(/\.$/, ''))
    .filter((path) => !path.includes('NAME'));
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
