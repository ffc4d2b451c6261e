/** What an imported dataset keeps on disk, and how it is read back. */
import { JsonObject } from '#datasets/files/json-object.ts';
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
const REMEDY = 'Remove the folder of the dataset and import it again.';

export function writeManifest(manifest: ImportedManifest): string {
  return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...manifest }, null, 2)}\n`;
}

/** Throws DATASET_INVALID. */
export function readManifest(json: unknown, source: string): ImportedManifest {
  const entry = new JsonObject(json, () => source, REMEDY);
  if (entry.id('schemaVersion') !== SCHEMA_VERSION) throw entry.invalid('schemaVersion', String(SCHEMA_VERSION));
  const evaluator = EVALUATOR_IDS.find((id) => id === entry.text('evaluator'));
  if (evaluator === undefined) throw entry.invalid('evaluator', `one of ${EVALUATOR_IDS.join(', ')}`);
  return {
    id: entry.text('id'),
    evaluator,
    licence: entry.text('licence'),
    questions: entry.id('questions'),
    images: entry.id('images'),
    sources: entry.list('sources').map(readFileRecord),
    files: entry.list('files').map(readFileRecord),
  };
}

/** Throws DATASET_INVALID. */
export function readLocation(json: unknown, source: string): Location {
  const entry = new JsonObject(json, () => source, REMEDY);
  return {
    imagesFolder: entry.text('imagesFolder'),
    importedAt: entry.text('importedAt'),
    imagesDecoded: entry.isTrue('imagesDecoded'),
  };
}

/** Throws DATASET_INVALID. */
export function readQuestionRecord(json: unknown, where: () => string): QuestionRecord {
  const entry = new JsonObject(json, where, REMEDY);
  const originalId = entry.optionalText('originalId');
  return {
    questionId: entry.id('questionId'),
    imageId: entry.id('imageId'),
    text: entry.text('text'),
    questionType: entry.text('questionType'),
    answerType: entry.text('answerType'),
    answers: entry.texts('answers'),
    ...(originalId === undefined ? {} : { originalId }),
  };
}

/** Throws DATASET_INVALID. */
export function readImageRecord(json: unknown, where: () => string): ImageRecord {
  const entry = new JsonObject(json, where, REMEDY);
  return { id: entry.id('id'), file: entry.text('file'), sha256: entry.text('sha256'), bytes: entry.id('bytes') };
}

function readFileRecord(entry: JsonObject): FileRecord {
  return { name: entry.text('name'), sha256: entry.text('sha256') };
}
