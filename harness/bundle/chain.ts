/**
 * The chain of hashes that holds a bundle together. Each line has the SHA-256 of the one before it and of its own part, so the hash
 * of a line stands for all lines up to it: changing, removing, adding or moving one changes every hash that follows.
 */

/** SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
export type Hash = (text: string) => string | Promise<string>;

/** What comes before the first line. */
export const BEGINNING = '0'.repeat(64);

/** Every bundle begins so, and no other file of the harness does. */
export const BEFORE_CHAIN = '{"chain":"';
const BEFORE_PART = '","part":';
const AFTER_PART = '}';
const PART_AT = BEFORE_CHAIN.length + BEGINNING.length + BEFORE_PART.length;

export type ChainedLine = { readonly chain: string; readonly part: string };

/** The next link of the chain. `part` is the text of a JSON value. */
export async function nextLink(before: string, part: string, hash: Hash): Promise<string> {
  return hash(before + part);
}

/** A line without its end. */
export function lineOf({ chain, part }: ChainedLine): string {
  return BEFORE_CHAIN + chain + BEFORE_PART + part + AFTER_PART;
}

/** Null where it is not a line of a bundle; whether its hash is right is another question. */
export function readLine(line: string): ChainedLine | null {
  const chain = line.slice(BEFORE_CHAIN.length, BEFORE_CHAIN.length + BEGINNING.length);
  const read = { chain, part: line.slice(PART_AT, -AFTER_PART.length) };
  return /^[0-9a-f]{64}$/.test(chain) && lineOf(read) === line ? read : null;
}
