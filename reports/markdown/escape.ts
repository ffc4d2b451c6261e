/**
 * What GitHub or GitLab takes for a reference or a mention: of a person, issue, merge request, snippet, label, milestone, alert, epic,
 * vulnerability, page of a wiki, table of contents or emoji. Both look for them in what Markdown has become, where a backslash is gone.
 * gitlab.com/help/user/markdown.md#gitlab-specific-references
 */
const REFERENCES = /(@(?=[\w.])|[!$%~^](?=[\w"])|(?:#|&amp;|\bGH-)(?=\d)|\[(?=[a-z_\\])|:(?=[\w+-]+:))/gi;

/**
 * Text that GitHub and GitLab show as it is: no mark-up, no HTML, no table border, no mention that would call somebody, and no
 * reference. The zero-width space after its first character is invisible and ends the match.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll(/[\\`*_[\]|~]/g, String.raw`\$&`)
      .replaceAll(REFERENCES, '$1\u{200B}')
      .replaceAll('://', ':\u{200B}//')
      .replaceAll(/\bwww\./gi, '$&\u{200B}')
      // Between two of them would be a formula.
      .replaceAll('$', '&#36;')
  );
}

/** The same for text between tags of HTML, where no mark-up is read and a backslash would be shown. */
export function escapeInHtml(text: string): string {
  return escapeMarkdown(text).replaceAll(/\\(.)/g, (_, mark: string) => `&#${mark.charCodeAt(0)};`);
}

/** A table in the Markdown of GitHub and GitLab; cells are escaped here, and nowhere else. Columns named in `numbers` align right. */
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
