import type { Assessment } from '#harness/domain/assessment.ts';
import type { Question } from '#harness/domain/dataset.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { imageKey } from '#harness/ports/report.ts';
import type { Host } from '#harness/workflow/host.ts';

/** A report of more pictures than this takes long to open; the questions beyond it stand there without one. */
const MOST_PICTURES = 300;

/**
 * Pictures of the images whose answers changed, greatest loss of score first. A report does without them where the
 * dataset is not at hand any more.
 */
export async function thumbnailsOf(
  { suite, answerChanges }: Assessment,
  datasetsDir: string,
  host: Pick<Host, 'datasets' | 'thumbnail'>,
): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  const loaded = new Map<string, ReadonlyMap<number, Question>>();
  for (const { passId, answers } of answerChanges) {
    const workload = suite.passes.find(({ id }) => id === passId)?.workload;
    if (workload === undefined || answers.length === 0) continue;
    const place = `${workload.dataset}/${workload.subset}`;
    const questions = loaded.get(place) ?? (await questionsOf(workload, datasetsDir, host));
    loaded.set(place, questions);
    for (const { questionId } of answers) {
      const question = questions.get(questionId);
      if (question === undefined || pictures.size >= MOST_PICTURES) continue;
      const key = imageKey(workload.dataset, question.imageId);
      const picture = pictures.has(key) ? null : await host.thumbnail(question.imagePath);
      if (picture !== null) pictures.set(key, picture);
    }
  }
  return pictures;
}

async function questionsOf(
  { dataset, subset }: { readonly dataset: string; readonly subset: string },
  datasetsDir: string,
  host: Pick<Host, 'datasets' | 'thumbnail'>,
): Promise<ReadonlyMap<number, Question>> {
  try {
    const library = await host.datasets(datasetsDir);
    const loaded = await (await library.find(dataset))?.load(subset);
    return new Map(loaded?.questions.map((question) => [question.id, question]));
  } catch (error) {
    if (error instanceof BenchError) return new Map();
    throw error;
  }
}
