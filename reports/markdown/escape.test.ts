import { expect, test } from 'vitest';
import { escapeInHtml, escapeMarkdown } from './escape.ts';

const GAP = '\u{200B}';

test.each([
  ['a person', '@all', `@${GAP}all`],
  ['a person of a name that begins with a dot', '@.team', `@${GAP}.team`],
  ['an issue', 'group/app#12', `group/app#${GAP}12`],
  ['a merge request', '!12', `!${GAP}12`],
  ['a snippet', '$12', `$${GAP}12`],
  ['a milestone', '%"1.5"', `%${GAP}"1.5"`],
  ['a label', '~bug', `\\~${GAP}bug`],
  ['an alert', '^alert#12', `^${GAP}alert#${GAP}12`],
  ['an epic', '&12', `&amp;${GAP}12`],
  ['an address of any kind', 'ssh://host', `ssh:${GAP}//host`],
])('%s is not referred to', (_what, text, escaped) => {
  expect(escapeMarkdown(text)).toBe(escaped);
});

test('what refers to nothing stays as it is', () => {
  const text = 'margin 5 %, up 10 %. Done! R&D at $ 5, C# & more';
  expect(escapeMarkdown(text)).toBe(text.replaceAll('&', '&amp;'));
});

test('between tags of HTML there is no backslash', () => {
  expect(escapeInHtml('~bug *a*')).toBe(`&#126;${GAP}bug &#42;a&#42;`);
});
