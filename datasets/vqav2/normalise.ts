/** The two text steps of the official VQA evaluator, defects included: scores are comparable only if they stay. */
import { CONTRACTIONS } from './contractions.ts';

const PUNCTUATION = Array.from(';/[]"{}()=+\\_-><@`,?!');
const ANY_PUNCTUATION = /[;/[\]"{}()=+\\_\-><@`,?!.]/;
const DIGIT_COMMA_DIGIT = /\p{Nd},\p{Nd}/u;
/** The original means "not between digits" but its lookbehind is mistyped and always true. */
const FULL_STOP = /\.(?!\p{Nd})/gu;
/** The original passes `re.UNICODE`, which is 32, where `re.sub` takes the largest number of replacements. */
const MAX_FULL_STOPS = 32;

/**
 * What Python's str.strip and str.split take for white space; JavaScript's set differs in U+001C–U+001F, U+0085 and
 * U+FEFF.
 */
const WHITE_SPACE = '[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const EDGES = new RegExp(`^${WHITE_SPACE}|${WHITE_SPACE}$`, 'gu');
const BETWEEN_WORDS = new RegExp(WHITE_SPACE, 'u');
const PLAIN_WORDS = /^[!-~]+(?: [!-~]+)*$/;

const DIGITS: ReadonlyMap<string, string> = new Map(
  ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
    .map((word, value): [string, string] => [word, String(value)])
    .concat([['none', '0']]),
);
const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/** Line breaks and tabs become blanks; blanks at the ends go. */
export function trimAnswer(text: string): string {
  return PLAIN_WORDS.test(text) ? text : text.replaceAll('\n', ' ').replaceAll('\t', ' ').replace(EDGES, '');
}

/**
 * Deletes a mark that touches a blank anywhere in the text, and every mark if a comma stands between digits; else it
 * becomes a blank.
 */
export function processPunctuation(text: string): string {
  if (!ANY_PUNCTUATION.test(text)) return text;
  const hasNumberComma = DIGIT_COMMA_DIGIT.test(text);
  let result = text;
  for (const mark of PUNCTUATION) {
    if (!text.includes(mark)) continue;
    const isDeleted = hasNumberComma || text.includes(`${mark} `) || text.includes(` ${mark}`);
    result = result.replaceAll(mark, isDeleted ? '' : ' ');
  }
  let stops = 0;
  return result.replace(FULL_STOP, (stop) => (++stops > MAX_FULL_STOPS ? stop : ''));
}

/** Lower case, number words to digits, articles dropped, contractions repaired, one blank between words. */
export function processDigitArticle(text: string): string {
  const words: string[] = [];
  for (const word of text.toLowerCase().split(BETWEEN_WORDS)) {
    const digit = DIGITS.get(word) ?? word;
    if (digit !== '' && !ARTICLES.has(digit)) words.push(CONTRACTIONS.get(digit) ?? digit);
  }
  return words.join(' ');
}
