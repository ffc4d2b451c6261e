import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImages } from '#datasets/image-files/image-files.ts';
import type { ImportResult, WriteQuestion } from './import-result.ts';
import { readJsonl } from './jsonl.ts';
import { readListed } from './listed.ts';
import { readVqav2 } from './vqav2.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { systemErrorCode } from '#harness/domain/system-error.ts';
import type { DatasetImport, DatasetWork } from '#harness/ports/dataset.ts';
import { openLineWriter } from '#datasets/records/line-writer.ts';
import {
  type FileRecord,
  IMAGES_FILE,
  type ImportedManifest,
  type Location,
  LOCATION_FILE,
  MANIFEST_FILE,
  QUESTIONS_FILE,
  writeManifest,
} from '#datasets/records/records.ts';
import { refusingUnwritable } from '#datasets/records/refusing-unwritable.ts';

/**
 * Imports into a folder beside the final one and moves it there at the end: a dataset is there as a whole or not at
 * all.
 */
export async function importDataset(request: DatasetImport, folder: string, work: DatasetWork): Promise<void> {
  const partial = `${folder}.partial-${randomBytes(4).toString('hex')}`;
  await refusingUnwritable(folder, async () => mkdir(partial, { recursive: true }));
  try {
    await fill(request, partial, work);
    await refusingUnwritable(folder, async () => rename(partial, folder)).catch(unlessTaken(request.id, folder));
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** Another import of the same name may have ended first: a folder that is not empty is not written over. */
function unlessTaken(id: string, folder: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof BenchError ? systemErrorCode(error.cause) : null;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    throw new BenchError('USAGE', `There is a dataset ${id} already, in ${folder}: another import finished first.`, {
      remedy: 'Choose another --name, or remove that dataset first.',
      cause: error,
    });
  };
}

async function fill(request: DatasetImport, folder: string, work: DatasetWork): Promise<void> {
  const writer = await openLineWriter(join(folder, QUESTIONS_FILE));
  try {
    // The id first: reading passes over lines by it.
    const result = await read(request, writer.write, work);
    const questionsSha256 = await writer.finish();
    const records = await decodeImages(request.imagesFolder, result.images, work);
    const imagesSha256 = await writeLines(join(folder, IMAGES_FILE), records);
    const files: readonly FileRecord[] = [
      { name: QUESTIONS_FILE, sha256: questionsSha256 },
      { name: IMAGES_FILE, sha256: imagesSha256 },
    ];
    const manifest: ImportedManifest = {
      id: request.id,
      evaluator: result.evaluator,
      licence: request.licence ?? result.licence,
      questions: result.questions,
      images: records.length,
      sources: result.sources,
      files,
    };
    const location: Location = {
      imagesFolder: request.imagesFolder,
      importedAt: request.importedAt.toISOString(),
      imagesDecoded: true,
    };
    await writeFile(join(folder, LOCATION_FILE), `${JSON.stringify(location, null, 2)}\n`);
    await writeFile(join(folder, MANIFEST_FILE), writeManifest(manifest));
  } finally {
    await writer.close();
  }
}

async function read(request: DatasetImport, write: WriteQuestion, work: DatasetWork): Promise<ImportResult> {
  switch (request.kind) {
    case 'vqav2':
      return readVqav2(request, write, work);
    case 'listed':
      return readListed(request, write, work);
    case 'jsonl':
      return readJsonl(request, write, work);
  }
}

async function writeLines(path: string, values: readonly unknown[]): Promise<string> {
  const writer = await openLineWriter(path);
  try {
    for (const value of values) await writer.write(value);
    return await writer.finish();
  } finally {
    await writer.close();
  }
}
