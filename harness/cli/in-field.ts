import { basename } from 'node:path';
import type { ReadConfig } from '#harness/config/read-config.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { placeInJson } from '#harness/domain/json-place.ts';

type Origin = Pick<ReadConfig, 'file' | 'text'>;

/**
 * What a field of a configuration leads to. Where it is not there, the field is wrong: the error that `look` throws names the file and
 * the field, and has its place. An error that has a place of its own stays as it is.
 *
 * @param field its path, such as `deviceGroups.lab`
 */
export async function inField<Found>(
  { file, text }: Origin,
  field: string,
  look: () => Found,
): Promise<Awaited<Found>> {
  try {
    return await look();
  } catch (cause) {
    if (!(cause instanceof BenchError) || cause.place !== undefined) throw cause;
    const { code, message, remedy } = cause;
    const place = { file, ...(text === undefined ? {} : placeInJson(text, field)) };
    throw new BenchError(code, `${basename(file)}, ${field}: ${message}`, { remedy, cause, place });
  }
}
