/** Fields are added without a new version: a reader passes over what it does not know. */
const JSON_VERSION = 1;

/**
 * What commands print or write for programs, with its `schemaVersion`. Runs, reports and verdict records have versions of their own.
 */
export function versionedJson(shape: object): string {
  return `${JSON.stringify({ schemaVersion: JSON_VERSION, ...shape }, null, 2)}\n`;
}
