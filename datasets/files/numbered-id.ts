import { hash } from 'node:crypto';

/** An id of a dataset as the number that the harness counts by. */
export type NumberedId = {
  readonly number: number;
  /** The id as the dataset writes it; null where it is this number. */
  readonly original: string | null;
};

/** A whole number as it is usually written: leading zeros belong to the id. */
const PLAIN_NUMBER = /^(?:0|[1-9]\d{0,14})$/;
/** Above every id that is a number: an id that is none never meets one. */
const FIRST_HASHED = 2 ** 52;
const HEX_DIGITS_OF_52_BITS = 13;

/**
 * Whole numbers of up to 15 digits stay as they are, as text too; any other id becomes 2^52 and the first 52 bits of its SHA-256. It depends on
 * nothing but the id, so that it is the same on every machine and in every order of the file.
 */
export function numberedId(id: number | string): NumberedId {
  // By its text, so that a number and the same number as a text are one id, however long it is.
  const text = String(id);
  if (PLAIN_NUMBER.test(text)) return { number: Number(text), original: null };
  const bits = Number.parseInt(hash('sha256', text).slice(0, HEX_DIGITS_OF_52_BITS), 16);
  return { number: FIRST_HASHED + bits, original: text };
}
