/**
 * One spelling of names that mean the same: `é` may be one character or two (Unicode normal forms C and D), macOS tools
 * write the second, most others the first, and an iPhone's file system takes them for one name.
 */
export function canonicalName(name: string): string {
  return name.normalize('NFC');
}

/** Files that Finder and macOS archivers leave beside the real ones; no app reads them. */
export function isFinderFile(path: string): boolean {
  return path.split('/').some((part) => part === '.DS_Store' || part === '__MACOSX' || part.startsWith('._'));
}
