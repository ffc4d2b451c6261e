import { readable } from './sentences.ts';

/** What a shell takes as it is written. */
const PLAIN = /^[\p{L}\p{N}_@%+=:,./-]+$/u;

/** What would break the line that it stands in, or rewrite it. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * An argument as it is typed into a shell: a command in a message must be right when it is pasted. It is one line of printable
 * characters, unless the argument ends with a line end.
 */
export function shellWord(word: string): string {
  if (PLAIN.test(word)) return word;
  // A shell drops line ends at the end of what `$(…)` prints.
  return UNPRINTABLE.test(word) && !word.endsWith('\n') ? printed(word) : quoted(word);
}

/** The same of what others have named, cut after `longest` characters. */
export function shownWord(text: string, longest: number): string {
  return shellWord(readable(text, longest));
}

/** An option with its value, after a space; empty where there is no value. */
export function optionText(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name} ${shellWord(value)}`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Every shell knows `printf %b`, and not every one `$'…'` (POSIX.1-2017, printf: `%b` takes `\0` with up to three octal
 * digits).
 */
function printed(word: string): string {
  const escaped = Array.from(word)
    .map((character) => (character === '\\' ? '\\\\' : UNPRINTABLE.test(character) ? octal(character) : character))
    .join('');
  return `"$(printf %b ${quoted(escaped)})"`;
}

function octal(character: string): string {
  return [...new TextEncoder().encode(character)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('');
}
