/**
 * Untrusted text (labels, messages, answers) made fit for one line of any report: control characters and invisible
 * direction marks are replaced, because they could rewrite the line they stand in, and the length is bounded.
 */
export function readable(text: string, longest = 160): string {
  const line = text
    .slice(0, longest * 4)
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/[\p{Cf}\p{Cs}]/gu, '\u{FFFD}')
    .trim();
  const characters = Array.from(line);
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`;
}

/**
 * The same for text of several lines, which stays as long as it is: what apps and files say must not move the cursor of a
 * terminal or colour it.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '\u{FFFD}',
  );
}

/** The first characters of a hash: enough to tell builds apart by eye. */
export function shortHash(hash: string): string {
  return readable(hash, 64).slice(0, 12);
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function uncapital(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
