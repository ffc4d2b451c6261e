import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Links of Markdown, pictures too; what lies on the web has a scheme. */
const LINK = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\((?![a-z]+:)([^)\s]+)\)/g;

/** In every page below a folder, leaves of each link that leads nowhere only its text. */
export function unlinkWhatIsMissing(folder: string): void {
  for (const page of pagesOf(folder)) {
    const path = join(folder, page);
    const text = readFileSync(path, 'utf8');
    const kept = text.replaceAll(LINK, (link, picture: string, label: string, target: string) => {
      if (leadsSomewhere(folder, page, target)) return link;
      return picture === '' ? label : '';
    });
    if (kept !== text) writeFileSync(path, kept);
  }
}

/** The links of all pages below a folder that lead nowhere, each with its page. */
export function deadLinks(folder: string): readonly string[] {
  return pagesOf(folder).flatMap((page) =>
    [...readFileSync(join(folder, page), 'utf8').matchAll(LINK)]
      .filter(([, , , target = '']) => !leadsSomewhere(folder, page, target))
      .map(([link]) => `${page}: ${link}`),
  );
}

function pagesOf(folder: string): readonly string[] {
  return globSync('**/*.md', { cwd: folder, exclude: (name) => name === 'node_modules' }).toSorted();
}

function leadsSomewhere(folder: string, page: string, target: string): boolean {
  const [path = ''] = target.split('#');
  return path === '' || existsSync(join(folder, dirname(page), decodeURIComponent(path)));
}
