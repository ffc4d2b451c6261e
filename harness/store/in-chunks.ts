/** Rows of one INSERT. Databases limit its parameters: SQLite to 32,766, PostgreSQL to 65,535. */
const ROWS = 1000;

/** Hands rows over in as many as one statement takes, one after the other. */
export async function inChunks<T>(rows: readonly T[], insert: (chunk: readonly T[]) => Promise<void>): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS) await insert(rows.slice(from, from + ROWS));
}
