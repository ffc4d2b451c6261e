import { expect, test } from 'vitest';
import { escapeInHtml, escapeMarkdown } from './escape.ts';

const GAP = '\u{200B}';

test.each([
  ['a person', '@all', `@${GAP}all`],
  ['a person of a name that begins with a dot', '@.team', `@${GAP}.team`],
  ['an issue', 'group/app#12', `group/app#${GAP}12`],
  ['a merge request', '!12', `!${GAP}12`],
  ['a snippet', '$12', `&#36;${GAP}12`],
  ['a formula', 'from $x+1$ to $$', `from &#36;${GAP}x+1&#36; to &#36;&#36;`],
  ['a milestone', '%"1.5"', `%${GAP}"1.5"`],
  ['a label', '~bug', `\\~${GAP}bug`],
  ['an alert', '^alert#12', `^${GAP}alert#${GAP}12`],
  ['a vulnerability', '[vulnerability:app/3]', String.raw`\[${GAP}vulnerability:app/3\]`],
  ['a table of contents', '[[_TOC_]] [TOC]', String.raw`\[${GAP}\[${GAP}\_TOC\_\]\] \[${GAP}TOC\]`],
  ['a page of a wiki', '[[Home]]', String.raw`\[${GAP}\[${GAP}Home\]\]`],
  ['an issue in the old way', 'GH-12 gh-7', `GH-${GAP}12 gh-${GAP}7`],
  ['a picture', ':+1: a:boom:b', `:${GAP}+1: a:${GAP}boom:b`],
  ['an epic', '&12', `&amp;${GAP}12`],
  ['an address of any kind', 'ssh://host', `ssh:${GAP}//host`],
])('%s is not referred to', (_what, text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('what refers to nothing stays as it is', () => {
  const text = 'margin 5 %, up 10 %. Done! R&D at 12:30, C# & more: [12; 14]';
  expect(escapeMarkdown(text).replaceAll('\\', '')).toBe(text.replaceAll('&', '&amp;'));
});

test('between tags of HTML there is no backslash', () => {
  expect(escapeInHtml('~bug *a* $b$')).toBe(`&#126;${GAP}bug &#42;a&#42; &#36;${GAP}b&#36;`);
});
