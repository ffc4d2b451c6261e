/**
 * Lines as a chat shows them, the address last. Chats agree on little: Slack reads `<!channel>` and `&amp;`, Mattermost `@channel` and
 * Markdown. So no line mentions anybody or links anywhere, in none of them.
 */
export function chatText(lines: readonly string[], url: string | null): string {
  return [...lines.map(withoutMarks), ...(url === null ? [] : [addressOf(url)])].join('\n');
}

function withoutMarks(line: string): string {
  return line
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/@(?=[\w.])/g, '@\u{200B}')
    .replaceAll('](', ']\u{200B}(')
    .replaceAll('://', ':\u{200B}//');
}

/** What would end a link in Slack, or begin a mention, is encoded. */
function addressOf(url: string): string {
  return new URL(url).href.replaceAll('|', '%7C').replaceAll(/[<>]/g, (mark) => encodeURIComponent(mark));
}
