/** Fields are added without a new version: a reader ignores what it does not know. */
const JSON_VERSION = 1;

/**
 * What commands print or write for programs, with its `schemaVersion`. Runs, reports and verdict records have versions of their own.
 */
export function versionedJson(shape: object): string {
  const json = JSON.stringify({ schemaVersion: JSON_VERSION, ...shape }, null, 2);
  // The runner of a job on GitHub obeys what follows `##[`. It stands in texts alone, where this is the same text.
  return `${json.replaceAll('##[', String.raw`##\u005b`)}\n`;
}
