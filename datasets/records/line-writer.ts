import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** Writes a file of JSON lines and hashes what it writes. */
export type LineWriter = {
  /** Resolves at once but when a block is full, so that what is not yet on disk stays small. */
  readonly write: (value: unknown) => Promise<void>;
  /** sha256 of the file, when all of it is written. */
  readonly finish: () => Promise<string>;
  /** Lets go of the file, written or not. */
  readonly close: () => Promise<void>;
};

const BLOCK_CHARACTERS = 1024 * 1024;

export async function openLineWriter(path: string): Promise<LineWriter> {
  const file: FileHandle = await open(path, 'w');
  const hash = createHash('sha256');
  let lines: string[] = [];
  let characters = 0;
  const flush = async (): Promise<void> => {
    const block = lines.join('');
    lines = [];
    characters = 0;
    hash.update(block);
    await file.writeFile(block);
  };
  return {
    write: async (value) => {
      const line = `${JSON.stringify(value)}\n`;
      lines.push(line);
      characters += line.length;
      if (characters >= BLOCK_CHARACTERS) await flush();
    },
    finish: async () => {
      await flush();
      return hash.digest('hex');
    },
    close: async () => file.close(),
  };
}
