/** SQLite's primary result code, without the bits above it that say more; null for other errors. */
export function sqliteResultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;
}
