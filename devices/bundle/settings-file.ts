/** Larger files are no settings that a person reads. */
const MOST_BYTES = 4096;

/** A package with more of them is no longer described by its settings. */
export const MOST_SETTINGS_FILES = 32;

/** Whether a model file is kept as text, so that a report can say which of its settings changed. */
export function isSettingsFile(name: string, bytes: number): boolean {
  return /\.json$/i.test(name) && bytes <= MOST_BYTES;
}
