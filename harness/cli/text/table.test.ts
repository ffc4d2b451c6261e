import { expect, test } from 'vitest';
import { table } from './table.ts';

const HEADER = ['run', 'suite', 'decision', ''];
const ROWS = [
  ['20260101-one', 'latency', 'pass (pr)', 'virtual'],
  ['20260102-two', 'memory', 'fail (pr)', ''],
];

test('columns are as wide as their widest cell, in a file and on a terminal that has room', () => {
  const wide = `run           suite    decision
20260101-one  latency  pass (pr)  virtual
20260102-two  memory   fail (pr)
`;
  expect(table(HEADER, ROWS)).toBe(wide);
  expect(table(HEADER, ROWS, 41)).toBe(wide);
});

test('on a narrower terminal each row is a paragraph, so that no line wraps', () => {
  expect(table(HEADER, ROWS, 40)).toBe(`20260101-one
  suite     latency
  decision  pass (pr)
            virtual
20260102-two
  suite     memory
  decision  fail (pr)
`);
});

test('a cell stays one line of plain text, whatever a label or an app says', () => {
  const text = table(['label', 'note'], [['\u{1B}[31mred\u{1B}[0m\u{7}', 'two\nlines \u{202E}back']]);
  expect(text).toBe('label          note\n\u{FFFD}[31mred\u{FFFD}[0m\u{FFFD}  two lines \u{FFFD}back\n');
});
