/** A part of a comment. */
export type Part = {
  /** What it is called where it is left out: `the evidence`. */
  readonly name: string;
  readonly text: string;
};

/** In bytes, which are never fewer than what GitHub counts. */
export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * Parts in their order, as many as fit: one that is too long is left out, and the shorter ones behind it may still be there. The last
 * line before `end` names what was left out.
 *
 * @param head stands first whatever its size is; it must fit
 */
export function fit(head: string, parts: readonly Part[], end: string, most: number): string {
  const leftOut = (names: readonly string[]): string =>
    names.length === 0
      ? ''
      : `_Left out, because a comment may not be longer: ${names.join(', ')}. The report has all of it._\n`;
  const reserved = sizeOf(head) + sizeOf(end) + sizeOf(leftOut(parts.map(({ name }) => name))) + 3;
  let size = reserved;
  const kept = parts.filter(({ text }) => {
    const isKept = size + sizeOf(text) + 1 <= most;
    if (isKept) size += sizeOf(text) + 1;
    return isKept;
  });
  const names = parts.filter((part) => !kept.includes(part)).map(({ name }) => name);
  const note = leftOut(names);
  return [head, ...kept.map(({ text }) => text), ...(note === '' ? [] : [note]), end].join('\n');
}
