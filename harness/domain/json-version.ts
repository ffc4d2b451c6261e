/** `schemaVersion` of everything that commands print or write for programs, but of runs, reports and verdict records, which have their own. */
export const JSON_VERSION = 1;
