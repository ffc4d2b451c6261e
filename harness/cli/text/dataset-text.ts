import { count, whole } from '#harness/text/numbers.ts';
import type { DatasetEntry, DatasetSummary, DrawnSubset } from '#harness/ports/dataset.ts';
import { table } from './table.ts';

/** Sizes of subsets that an import suggests. */
const SUBSET_SIZES = [2000, 1000, 500, 200, 100, 50];

/** Shipped and imported datasets. */
export function datasetsText(entries: readonly DatasetEntry[], columns: number | null): string {
  const known = entries.filter((entry) => 'evaluator' in entry);
  const rows = known.map((entry) => [
    entry.id,
    entry.origin,
    whole(entry.questions),
    whole(entry.images),
    entry.evaluator,
    entry.subsets.join(', '),
    entry.licence,
  ]);
  const problems = entries.flatMap((entry) => ('problem' in entry ? [`\n${entry.id}: ${entry.problem}\n`] : []));
  const listed = table(['dataset', '', 'questions', 'images', 'evaluator', 'subsets', 'licence'], rows, columns);
  return `${listed}${problems.join('')}`;
}

/** What an import took in, and what to do next. */
export function importedText(summary: DatasetSummary): string {
  const { id, questions, images, evaluator, licence } = summary;
  const size = subsetSize(summary);
  return (
    `${id}: ${count(questions, 'question')} about ${count(images, 'image')}, ${scoredBy(evaluator)}\n` +
    `Licence: ${licence}\n` +
    (size === undefined
      ? `Measure on it with: --dataset ${id}\n`
      : `Draw a subset with: fastvlm-bench datasets subset ${id} --size ${size}\n`)
  );
}

/**
 * A size that either half of the images surely has enough questions for, at one an image; undefined of a small dataset,
 * which is asked as a whole.
 */
function subsetSize({ questions, images }: DatasetSummary): number | undefined {
  return SUBSET_SIZES.find((size) => 4 * size <= questions && 2 * size <= images);
}

/** A subset that was drawn. */
export function subsetText(
  id: string,
  { size, kind }: { readonly size: number; readonly kind: 'gate' | 'audit' },
  { name, sha256, images, strata }: DrawnSubset,
): string {
  return (
    `${id}/${name}: ${count(size, 'question')} about ${count(images, 'image')}\nsha256 ${sha256}\n\n` +
    table(
      ['answer type', 'questions', `of the ${kind} half`],
      strata.map((stratum) => [stratum.answerType, whole(stratum.questions), whole(stratum.of)]),
    )
  );
}

function scoredBy(evaluator: string): string {
  return evaluator === 'none' ? 'without reference answers: accuracy is not reported' : `scored by ${evaluator}`;
}
