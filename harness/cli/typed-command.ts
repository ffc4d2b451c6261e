import { basename, dirname, relative } from 'node:path';
import { PROGRAM } from '#harness/text/program-name.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { COMMANDS } from './catalogue.ts';

const NAMES = ['help', ...COMMANDS.map(({ name }) => name)].join('|');
/** The program's name before what makes it a command, and not in a path, a quoted name or a sentence about the program. */
const NAMED = new RegExp(`(?<![\\w./“-])${PROGRAM}(?= (?:(?:${NAMES})\\b|--help|\\[))`, 'g');

/**
 * How a person calls the command line where it runs: an installed one by its name, one in a checkout by its npm script, or
 * from another folder by its file.
 *
 * @param file the file that runs, compiled or not
 */
export function programIn(file: string, cwd: string): string {
  if (file.endsWith('.js')) return PROGRAM;
  return dirname(file) === cwd ? 'npm run bench --' : `node ${shellWord(relative(cwd, file) || basename(file))}`;
}

/** A text with every command in it as a person can type it. */
export function asTyped(text: string, program: string): string {
  return program === PROGRAM ? text : text.replaceAll(NAMED, () => program);
}
