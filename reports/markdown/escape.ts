/**
 * Text that GitHub shows as it is: no mark-up, no HTML, no table border, and no mention that would call somebody.
 * The zero-width space after `@` and `#` is invisible and ends the match.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
    .replaceAll(/@(?=\w)/g, '@\u{200B}')
    .replaceAll(/#(?=\d)/g, '#\u{200B}')
    .replaceAll(/(https?|ftp):\/\//gi, '$1:\u{200B}//')
    .replaceAll(/\bwww\./gi, '$&\u{200B}');
}

/** The same for text between tags of HTML, where GitHub reads no mark-up and would show a backslash. */
export function escapeInHtml(text: string): string {
  return escapeMarkdown(text).replaceAll(/\\(.)/g, (_, mark: string) => `&#${mark.charCodeAt(0)};`);
}

/** A table in GitHub's Markdown; cells are escaped here, and nowhere else. Columns named in `numbers` align right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: ReadonlySet<string> = new Set(),
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((name) => (numbers.has(name) ? '---:' : '---'))),
    ...rows.map((row) => line(row.map(escapeMarkdown))),
  ].join('\n');
}
