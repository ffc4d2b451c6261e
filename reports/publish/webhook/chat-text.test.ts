import { expect, test } from 'vitest';
import { chatText } from './chat-text.ts';

const GAP = '\u{200B}';

test.each([
  ['a mention of Slack', '<!channel> <@U1>', `&lt;!channel&gt; &lt;@${GAP}U1&gt;`],
  ['a mention of Mattermost', 'for @channel', `for @${GAP}channel`],
  ['a link of Slack', '<https://evil.example|ours>', `&lt;https:${GAP}//evil.example|ours&gt;`],
  ['a link in Markdown', '[ours](evil.example)', `[ours]${GAP}(evil.example)`],
])('%s is text', (_what, line, shown) => {
  expect(chatText([line], null)).toBe(shown);
});

test('the address is the last line, and cannot end early', () => {
  expect(chatText(['Passed'], 'https://ci.example/<a>|b?x=1&y=2')).toBe(
    'Passed\nhttps://ci.example/%3Ca%3E%7Cb?x=1&y=2',
  );
});
