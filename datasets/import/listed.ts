import { createHash } from 'node:crypto';
import { BenchError } from '#harness/domain/failure.ts';
import type { DatasetImport, DatasetWork } from '#harness/ports/dataset.ts';
import { findImages, type WantedImage } from '#datasets/image-files/find-images.ts';
import type { ImportResult, WriteQuestion } from './import-result.ts';
import { indexImages } from '#datasets/image-files/image-index.ts';
import { jsonScanner } from '#datasets/files/json-scanner.ts';
import { LISTED_FORMATS, type ListedFormat } from './listed-formats.ts';
import { numberedId } from '#datasets/files/numbered-id.ts';
import { readUnpacked } from '#datasets/files/read-unpacked.ts';

export type ListedImport = Extract<DatasetImport, { readonly kind: 'listed' }>;

/**
 * Reads a dataset whose questions and answers are in one file, once from front to back. Throws DATASET_INVALID that names
 * the entry.
 */
export async function readListed(
  request: ListedImport,
  write: WriteQuestion,
  work: DatasetWork,
): Promise<ImportResult> {
  const { file, imagesFolder } = request;
  const format: ListedFormat = LISTED_FORMATS[request.format];
  const index = await indexImages(imagesFolder);
  const wanted = new Map<number, WantedImage>();
  const known = new Set<number>();
  let scored: boolean | null = null;
  const sha256 = createHash('sha256');
  const scanner = jsonScanner(file, format.root);
  for await (const chunk of readUnpacked(file, 'questions', work)) {
    sha256.update(chunk);
    for (const entry of scanner.push(chunk)) {
      const place =
        entry.index === null ? `.${entry.key}` : `${entry.key === '' ? '' : `.${entry.key}`}[${entry.index}]`;
      const question = format.read(entry, () => file + place);
      if (question === null) continue;
      const { number: questionId, original } = numberedId(question.id);
      const image = numberedId(question.image);
      if (known.has(questionId)) throw invalid(format, `${file}${place} repeats question ${question.id}`);
      known.add(questionId);
      scored ??= question.answers !== null;
      if (scored !== (question.answers !== null)) {
        throw invalid(
          format,
          `${file}${place} has ${scored ? 'no answer' : 'an answer'}, the questions before it ${scored ? 'have' : 'have none'}`,
        );
      }
      if (!wanted.has(image.number)) {
        wanted.set(image.number, { id: image.number, name: question.image, mention: `question ${question.id}` });
      }
      await write({
        questionId,
        imageId: image.number,
        text: question.text,
        questionType: question.questionType,
        answerType: question.answerType,
        answers: question.answers ?? [],
        ...(original === null ? {} : { originalId: original }),
      });
    }
  }
  scanner.end();
  if (scored === null) throw invalid(format, `${file} has no questions of ${request.format}`);
  return {
    questions: known.size,
    images: findImages(wanted.values(), index, imagesFolder, 'name'),
    evaluator: scored ? format.evaluator : 'none',
    licence: format.licence,
    sources: [{ name: 'questions', sha256: sha256.digest('hex') }],
  };
}

function invalid({ source }: ListedFormat, what: string): BenchError {
  return new BenchError('DATASET_INVALID', `${what}.`, { remedy: `Take the file unchanged from ${source}` });
}
