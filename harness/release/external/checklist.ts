import { firstOf } from '#harness/text/lists.ts';
import type { ToolResult } from './tool-result.ts';

/** An item of a task list of GitHub's Markdown, in a list with bullets or numbers, quoted or not. */
const ITEM = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ \txX])\][ \t]+(\S.*)$/;

/** A task list of GitHub's Markdown: `- [x] Known limits`. */
export function checklistResult(text: string): ToolResult {
  const items = text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, mark, name] = ITEM.exec(line) ?? [];
    return mark === undefined || name === undefined ? [] : [{ name: name.trim(), isDone: /x/i.test(mark) }];
  });
  if (items.length === 0) return { state: 'missing', message: 'has no list of tasks' };
  const open = items.filter(({ isDone }) => !isDone);
  const done = `${items.length - open.length} of ${items.length}`;
  return open.length === 0
    ? { state: 'met', message: done }
    : { state: 'missed', message: `${done}; open: ${firstOf(open.map(({ name }) => name))}` };
}
