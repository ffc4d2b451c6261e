/**
 * What must not stand in a script element as it is: it could end the element, open a comment or break a line of a
 * program.
 */
const RISKY = /[<>&\u2028\u2029]/g;

/** Data for a script element of the page: JSON that no text in it can break out of. */
export function island(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    RISKY,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
