import { join } from 'node:path';
import { classifyError } from '#devices/ios/faults/faults.ts';
import type { PackageTexts } from './packages.ts';
import { HOLE } from './string-values.ts';

/** The list as it is kept: what the installed packages can say, and what the harness makes of it. */
export const LIST_FILE = join(import.meta.dirname, 'known-texts.txt');

const HEAD = `# Error texts of the installed packages between WebdriverIO and a phone, with the code that each gets
# (devices/ios/faults/fault-rules.ts). ${HOLE} stands for what is only known at run time. Written by: npm run fault-texts
`;
/** Something that could stand in the place of a HOLE: a number, a name, a path, and no text of an error. */
const SAMPLE = '1';

export function writeList(packages: readonly PackageTexts[]): string {
  const blocks = packages.map(({ name, version, texts }) => {
    const lines = texts.map((text) => `${codeOf(text).padEnd(26)} ${text}`);
    return `\n## ${name} ${version}\n${lines.join('\n')}\n`;
  });
  return HEAD + blocks.join('');
}

/** What the harness makes of a text whose holes are filled with something harmless. */
export function codeOf(text: string): string {
  return classifyError(new Error(text.replaceAll(HOLE, SAMPLE))).code;
}

/** What must be read before a list may take the place of the one that is kept; null when they are the same. */
export function describeChanges(kept: string, now: string): string | null {
  const [before, after] = [linesByPackage(kept), linesByPackage(now)];
  const changes: string[] = [];
  for (const line of after.keys()) if (!before.has(line)) changes.push(`+ ${line}`);
  for (const line of before.keys()) if (!after.has(line)) changes.push(`- ${line}`);
  if (changes.length === 0) return null;
  const advice =
    'The installed packages and devices/ios/fault-texts/known-texts.txt differ. Decide for each new text whose fault it is and what a person can do (devices/ios/faults/fault-rules.ts), then run: npm run fault-texts';
  return `${advice}\n${changes.join('\n')}`;
}

/** Each text with its package and code, as one line; a package's version is a line as well. */
function linesByPackage(list: string): ReadonlyMap<string, true> {
  const lines = new Map<string, true>();
  let name = '';
  for (const line of list.split('\n')) {
    const head = /^## (\S+) (\S+)$/.exec(line);
    if (head !== null) {
      name = head[1] ?? '';
      lines.set(`${name} ${head[2]}`, true);
    } else if (line !== '' && !line.startsWith('#')) lines.set(`${name}: ${line}`, true);
  }
  return lines;
}
