import { printable } from '#harness/text/sentences.ts';

/**
 * Rows in columns as wide as their widest cell, two spaces apart. Where that is wider than the terminal, each row is a
 * paragraph instead: its first cell, then a line for every other cell that is not empty.
 *
 * @param columns width of the terminal in characters; null where nothing wraps, as in a file
 */
export function table(
  header: readonly string[],
  unsafeRows: readonly (readonly string[])[],
  columns: number | null = null,
): string {
  const rows = unsafeRows.map((cells) => cells.map((cell) => printable(cell).replaceAll(/[\n\t]/g, ' ')));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const width = widths.reduce((sum, own) => sum + own, 0) + 2 * (widths.length - 1);
  if (columns !== null && width > columns) return paragraphs(header, rows);
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${[header, ...rows].map(line).join('\n')}\n`;
}

function paragraphs(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.max(...header.slice(1).map((title) => title.length));
  return rows
    .map(([first = '', ...others]) => {
      const lines = others.map((cell, index) => {
        return cell === '' ? '' : `  ${(header[index + 1] ?? '').padEnd(width)}  ${cell}\n`;
      });
      return `${first}\n${lines.join('')}`;
    })
    .join('');
}
