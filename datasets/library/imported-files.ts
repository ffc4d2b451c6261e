import { createHash, hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '#datasets/image-files/image-files.ts';
import { parseJson } from '#datasets/files/data-file.ts';
import { hashed, linesOf, readUnpacked } from '#datasets/files/read-unpacked.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isAbsence, nullIfAbsent, unreadable } from '#harness/domain/system-error.ts';
import type { DatasetProgress, DatasetWork } from '#harness/ports/dataset.ts';
import {
  type ImportedManifest,
  IMAGES_FILE,
  IMPORT_AGAIN,
  type Location,
  LOCATION_FILE,
  MANIFEST_FILE,
  QUESTIONS_FILE,
  type QuestionRecord,
  readImageRecord,
  readLocation,
  readManifest,
  readQuestionRecord,
} from '#datasets/records/records.ts';

/** A manifest with the hash that stands for all the data. */
export type KnownManifest = ImportedManifest & { readonly sha256: string };

/** Null where the folder holds no manifest. Throws DATASET_INVALID where it holds a broken one. */
export async function openManifest(folder: string): Promise<KnownManifest | null> {
  const path = join(folder, MANIFEST_FILE);
  const bytes = await readFile(path).catch(nullIfAbsent(path));
  if (bytes === null) return null;
  return { ...readManifest(parse(bytes.toString(), path), path), sha256: hash('sha256', bytes) };
}

export async function openLocation(folder: string): Promise<Location> {
  const path = join(folder, LOCATION_FILE);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw isAbsence(cause) ? invalid(`${path} is missing`, cause) : unreadable(path, cause);
  });
  return readLocation(parse(text, path), path);
}

/**
 * The questions that are wanted, in the order of the file; the whole file is held to its hash. Throws DATASET_INVALID.
 */
export async function readQuestions(
  folder: string,
  manifest: ImportedManifest,
  isWanted: (questionId: number) => boolean,
  work: DatasetWork,
): Promise<readonly QuestionRecord[]> {
  return readWanted({ folder, manifest, name: QUESTIONS_FILE, step: 'questions', isWanted, work }, readQuestionRecord);
}

/** The images that are wanted, in the order of the file; the whole file is held to its hash. Throws DATASET_INVALID. */
export async function readImages(
  folder: string,
  manifest: ImportedManifest,
  isWanted: (imageId: number) => boolean,
  work: DatasetWork,
): Promise<readonly ImageRecord[]> {
  return readWanted({ folder, manifest, name: IMAGES_FILE, step: 'images', isWanted, work }, readImageRecord);
}

type Reading = {
  readonly folder: string;
  readonly manifest: ImportedManifest;
  readonly name: string;
  readonly step: DatasetProgress['step'];
  readonly isWanted: (id: number) => boolean;
  readonly work: DatasetWork;
};

/** Every line begins with the id, so that of a large file only the wanted lines are parsed. */
const LINE_START = /^\{"(?:id|questionId)":(\d+)/;

async function readWanted<T>(reading: Reading, read: (json: unknown, where: () => string) => T): Promise<readonly T[]> {
  const path = join(reading.folder, reading.name);
  const digest = createHash('sha256');
  const wanted: T[] = [];
  let line = 0;
  for await (const texts of linesOf(hashed(readUnpacked(path, reading.step, reading.work), digest), path)) {
    for (const text of texts) {
      line += 1;
      const id = LINE_START.exec(text)?.[1];
      if (id === undefined || !reading.isWanted(Number(id))) continue;
      const where = `${path}:${line}`;
      wanted.push(read(parse(text, where), () => where));
    }
  }
  const expected = reading.manifest.files.find(({ name }) => name === reading.name)?.sha256;
  if (digest.digest('hex') !== expected) throw invalid(`${path} does not have the sha256 of the manifest`);
  return wanted;
}

function parse(text: string, where: string): unknown {
  return parseJson(text, { where: () => where, remedy: IMPORT_AGAIN });
}

function invalid(what: string, cause?: unknown): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: IMPORT_AGAIN, cause });
}
