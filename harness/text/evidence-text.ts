import type { Evidence } from '#harness/domain/evidence.ts';

const CUT = '[… beginning omitted …]\n';
/** Control characters, terminal colours, and marks that turn the direction of the text around. */
const UNPRINTABLE =
  // oxlint-disable-next-line no-control-regex -- these characters are what the logs must lose.
  /\u001b\[[\d;]*[A-Za-z]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\u202a-\u202e\u2066-\u2069]/g;

/** All pieces as one text of printable characters and of at most so many characters; the end of each is what is kept. */
export function evidenceText(pieces: readonly Evidence[], maxLength: number): string {
  const share = Math.floor(maxLength / Math.max(1, pieces.length));
  return pieces.map((piece) => printed(piece, share)).join('\n');
}

function printed({ title, text }: Evidence, maxLength: number): string {
  const head = `==== ${title} ====\n`;
  // A text is cut before it is cleaned: a phone may send any amount of it.
  const room = Math.max(0, maxLength - head.length - CUT.length - 2);
  const clean = text
    .slice(-2 * room)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(UNPRINTABLE, '');
  const isCut = clean.length > room || text.length > 2 * room;
  return `${head}${isCut ? CUT : ''}${room === 0 ? '' : clean.slice(-room).toWellFormed()}\n`;
}
