export type LineReading = {
  /** Whether a byte order mark at the beginning is part of the first line. */
  readonly isMarkKept: boolean;
  /** Whether what follows the end of the last line is a line where it is empty. */
  readonly isEmptyEndKept: boolean;
  /** A line without an end would otherwise fill the memory. */
  readonly mostCharacters: number;
  /** What to throw for a longer line. */
  readonly tooLong: () => Error;
};

/** The lines of a text in UTF-8 as its chunks come. Throws a TypeError where it is none. */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  { isMarkKept, isEmptyEndKept, mostCharacters, tooLong }: LineReading,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: isMarkKept });
  // A long line comes in thousands of pieces: they are put together once.
  let pieces: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(first);
    length += first.length;
    if (length > mostCharacters) throw tooLong();
    const last = others.pop();
    if (last === undefined) continue;
    yield pieces.join('');
    yield* others;
    [pieces, length] = [[last], last.length];
  }
  pieces.push(decoder.decode());
  const end = pieces.join('');
  if (end !== '' || isEmptyEndKept) yield end;
}
