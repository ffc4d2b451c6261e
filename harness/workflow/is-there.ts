import { stat } from 'node:fs/promises';
import { nullIfAbsent } from '#harness/domain/system-error.ts';

/** Whether something is at a path. Throws FILE_UNREADABLE where that cannot be seen. */
export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(nullIfAbsent(path))) !== null;
}
