import { firstOf } from '#harness/text/lists.ts';
import type { Said } from './said.ts';

/** A task list of GitHub's Markdown: `- [x] Known limits`. */
export function checklistResult(text: string): Said {
  const items = [...text.matchAll(/^\s*[-*+] \[([ xX])\]\s+(.+?)\s*$/gm)].map(([, mark = ' ', name = '']) => ({
    name,
    isDone: mark !== ' ',
  }));
  if (items.length === 0) return { state: 'missing', says: 'has no list of tasks' };
  const open = items.filter(({ isDone }) => !isDone);
  const done = `${items.length - open.length} of ${items.length}`;
  return open.length === 0
    ? { state: 'met', says: done }
    : { state: 'missed', says: `${done}; open: ${firstOf(open.map(({ name }) => name))}` };
}
