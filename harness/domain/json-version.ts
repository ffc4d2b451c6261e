/** `schemaVersion` of everything that commands print or write for programs. Runs, reports and verdict records have versions of their own. */
export const JSON_VERSION = 1;
