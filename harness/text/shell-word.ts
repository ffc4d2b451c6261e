/** What a shell takes as it is written. */
const PLAIN = /^[\p{L}\p{N}_@%+=:,./-]+$/u;

/** An argument as it is typed into a shell: a command in a message must be right when it is pasted. */
export function shellWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
