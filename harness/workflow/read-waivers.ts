import { readFile } from 'node:fs/promises';
import { BenchError } from '#harness/domain/failure.ts';
import { parseWaivers, type Waiver } from '#harness/domain/waiver.ts';
import { shellWord } from '#harness/text/shell-word.ts';

/** Of every request that judges. */
export type WaiversRequest = {
  /** A file of accepted changes; none where it is left out. An absolute path. */
  readonly waivers?: string;
};

/** Throws FILE_NOT_FOUND, and CONFIG_INVALID that names the field. */
export async function readWaivers({ waivers }: WaiversRequest): Promise<readonly Waiver[]> {
  if (waivers === undefined) return [];
  const text = await readFile(waivers, 'utf8').catch((cause: unknown) => {
    throw new BenchError('FILE_NOT_FOUND', `The file of waivers ${waivers} cannot be read.`, {
      remedy: 'Name a JSON file with --waivers, or leave it out; docs/waivers.md has an example.',
      cause,
    });
  });
  return parseWaivers(text, waivers);
}

/** The option that names the same file again. */
export function waiversOption({ waivers }: WaiversRequest): string {
  return waivers === undefined ? '' : ` --waivers ${shellWord(waivers)}`;
}
