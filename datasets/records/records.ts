/** What an imported dataset keeps on disk, and how it is read back. */
import { z } from 'zod';
import {
  dataChoice,
  dataCount,
  dataList,
  dataObject,
  dataText,
  dataVersion,
  readData,
} from '#datasets/files/data-file.ts';
import type { ImageRecord } from '#datasets/image-files/image-files.ts';
import type { AnnotatedQuestion } from '#datasets/vqav2/files.ts';
import { EVALUATOR_IDS, type EvaluatorId } from '#datasets/evaluators/score.ts';

export const MANIFEST_FILE = 'manifest.json';
/** A question a line; the id stands first, so that a line can be passed over unparsed. */
export const QUESTIONS_FILE = 'questions.jsonl';
export const IMAGES_FILE = 'images.jsonl';
/** Where the images lie on this machine: not part of the manifest, whose hash is the same on every machine. */
export const LOCATION_FILE = 'location.json';
export const SUBSETS_FOLDER = 'subsets';

/** A question with what people answered. Of one's own questions the types are made up by the import. */
export type QuestionRecord = Omit<AnnotatedQuestion, 'answerType'> & { readonly answerType: string };

export type FileRecord = { readonly name: string; readonly sha256: string };

export type ImportedManifest = {
  readonly id: string;
  readonly evaluator: EvaluatorId;
  readonly licence: string;
  readonly questions: number;
  readonly images: number;
  /** sha256 of what was imported, unpacked: the same file gives the same hash with gzip and without. */
  readonly sources: readonly FileRecord[];
  readonly files: readonly FileRecord[];
};

export type Location = {
  readonly imagesFolder: string;
  readonly importedAt: string;
  /** Whether import has decoded every image; older versions have not. */
  readonly imagesDecoded: boolean;
};

const SCHEMA_VERSION = 1;
export const IMPORT_AGAIN = 'Remove the folder of the dataset and import it again.';

export function writeManifest(manifest: ImportedManifest): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...manifest }, null, 2)}\n`;
}

const fileSchema: z.ZodType<FileRecord> = dataObject({ name: dataText, sha256: dataText });

const manifestSchema = dataObject({
  schemaVersion: dataVersion(SCHEMA_VERSION),
  evaluator: dataChoice(EVALUATOR_IDS),
  id: dataText,
  licence: dataText,
  questions: dataCount,
  images: dataCount,
  sources: dataList(fileSchema),
  files: dataList(fileSchema),
}).transform(({ schemaVersion: _version, ...manifest }): ImportedManifest => manifest);

const locationSchema: z.ZodType<Location> = dataObject({
  imagesFolder: dataText,
  importedAt: dataText,
  imagesDecoded: z.boolean('should be true or false').default(false),
});

const questionSchema: z.ZodType<QuestionRecord> = dataObject({
  questionId: dataCount,
  imageId: dataCount,
  text: dataText,
  questionType: dataText,
  answerType: dataText,
  answers: dataList(dataText),
  originalId: dataText.exactOptional(),
});

const imageSchema: z.ZodType<ImageRecord> = dataObject({
  id: dataCount,
  file: dataText,
  sha256: dataText,
  bytes: dataCount,
});

/** Throws DATASET_INVALID. */
export function readManifest(json: unknown, source: string): ImportedManifest {
  return readData(manifestSchema, json, { where: () => source, remedy: IMPORT_AGAIN });
}

/** Throws DATASET_INVALID. */
export function readLocation(json: unknown, source: string): Location {
  return readData(locationSchema, json, { where: () => source, remedy: IMPORT_AGAIN });
}

/** Throws DATASET_INVALID. */
export function readQuestionRecord(json: unknown, where: () => string): QuestionRecord {
  return readData(questionSchema, json, { where, remedy: IMPORT_AGAIN });
}

/** Throws DATASET_INVALID. */
export function readImageRecord(json: unknown, where: () => string): ImageRecord {
  return readData(imageSchema, json, { where, remedy: IMPORT_AGAIN });
}
