import { BenchError } from '#harness/domain/failure.ts';
import { parseWaivers, type Waiver } from '#harness/domain/waiver.ts';
import { readNamedFile } from '#harness/files/named-file.ts';

/** Of every request that judges. */
export type WaiversRequest = {
  /** A file of accepted changes; none where it is left out. An absolute path. */
  readonly waivers?: string;
};

/** A file of waivers as it was read, and what stands in it. */
export type WaiversFile = { readonly file: string; readonly text: string; readonly waivers: readonly Waiver[] };

/** Throws FILE_NOT_FOUND, and as waiversIn does. */
export async function readWaivers(request: WaiversRequest): Promise<readonly Waiver[]> {
  return (await readWaiversFile(request))?.waivers ?? [];
}

/** The same with its text; null where none is named. */
export async function readWaiversFile({ waivers: file }: WaiversRequest): Promise<WaiversFile | null> {
  if (file === undefined) return null;
  const text = await readNamedFile(file);
  if (text !== null) return { file, text, waivers: parseWaivers(text, file) };
  throw new BenchError('FILE_NOT_FOUND', `There is no file of waivers ${file}.`, {
    remedy: 'Name a JSON file with --waivers, or leave it out; docs/waivers.md has an example.',
  });
}

/** Null where there is no file. Throws FILE_UNREADABLE, and CONFIG_INVALID that names the field. */
export async function waiversIn(file: string): Promise<readonly Waiver[] | null> {
  const text = await readNamedFile(file);
  return text === null ? null : parseWaivers(text, file);
}

/** What a command must name again: a run keeps its policy, but no waivers. */
export function waiversOf({ waivers }: WaiversRequest): WaiversRequest {
  return waivers === undefined ? {} : { waivers };
}
