import type { ProductFault } from '#harness/domain/assessment.ts';
import type { Warning } from '#harness/domain/warning.ts';
import type { AskedQuestion } from '#harness/domain/dataset.ts';
import type { SkippedQuestion } from '#harness/domain/measured.ts';
import { count } from '#harness/text/numbers.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { LaunchGroup } from '#harness/compare/launches/launch-group.ts';

/** Above this share of its questions a pass no longer says how a build answers them. */
const MANY = 0.05;
const NAMED_AT_MOST = 3;

/**
 * Questions whose image an app could not read. Every image was decoded by the harness, so an image that one build reads and
 * the other does not is the fault of the one that does not. What no build reads is a fault of the data and counts for
 * neither.
 */
export type Unreadable = {
  /** Left out of the comparison in both arms. */
  readonly excluded: ReadonlyMap<number, SkippedQuestion>;
  /** Read by the other build: a fault of this arm. The candidate's count as wrong, the baseline's are left out. */
  readonly failed: Readonly<Record<Arm, ReadonlyMap<number, SkippedQuestion>>>;
  /** What the run knows of its questions, by their number. */
  readonly asked: ReadonlyMap<number, AskedQuestion>;
};

export function unreadableOf(
  baseline: LaunchGroup | null,
  candidate: LaunchGroup,
  asked: Unreadable['asked'] = new Map(),
): Unreadable {
  const groups: Readonly<Record<Arm, LaunchGroup | null>> = { baseline, candidate };
  const skipped = { baseline: skippedIn(baseline), candidate: skippedIn(candidate) };
  const failedBy = (arm: Arm, other: Arm): ReadonlyMap<number, SkippedQuestion> => {
    if (skipped[arm].size === 0) return skipped[arm];
    const readByOther = answeredIn(groups[other]);
    return new Map([...skipped[arm]].filter(([id]) => readByOther.has(id) && !skipped[other].has(id)));
  };
  const failed = { baseline: failedBy('baseline', 'candidate'), candidate: failedBy('candidate', 'baseline') };
  const excluded = new Map(
    [...skipped.baseline, ...skipped.candidate].filter(([id]) => !failed.candidate.has(id) && !failed.baseline.has(id)),
  );
  return { excluded, failed, asked };
}

/** One fault an arm, whatever the number of its images. */
export function unreadableFaults(
  { failed, asked }: Unreadable,
  place: Pick<ProductFault, 'deviceId' | 'passId'>,
): readonly ProductFault[] {
  return (['candidate', 'baseline'] as const).flatMap((arm): ProductFault[] => {
    const own = failed[arm];
    if (own.size === 0) return [];
    const other = arm === 'candidate' ? 'baseline' : 'candidate';
    const message = `The ${arm} cannot read ${count(own.size, 'image')} that the ${other} and the harness read: ${named(own, asked)}`;
    return [{ ...place, arm, code: 'IMAGE_UNREADABLE', message }];
  });
}

/** What was left out, and a doubt where it was much of what was asked. */
export function warnUnreadable(
  unreadable: Unreadable,
  groups: readonly LaunchGroup[],
  where: string,
): readonly Warning[] {
  const { failed, asked: known } = unreadable;
  const excluded = new Map([...unreadable.excluded, ...failed.baseline]);
  if (excluded.size === 0) return [];
  const asked = new Set(groups.flatMap((group) => [...answeredIn(group), ...skippedIn(group).keys()]));
  const readers = readersOf(groups.length === 1, unreadable);
  const message = `${excluded.size} of ${count(asked.size, 'question')} are left out ${where}, because ${readers}, though the harness does: ${named(excluded, known)}.`;
  return [{ code: excluded.size > MANY * asked.size ? 'manyImagesUnreadable' : 'imagesUnreadable', message }];
}

function readersOf(isAlone: boolean, { excluded, failed }: Unreadable): string {
  if (isAlone) return 'the build cannot read their images';
  if (failed.baseline.size === 0) return 'no build reads their images';
  return excluded.size === 0 ? 'the baseline cannot read their images' : 'one build or both cannot read their images';
}

function named(questions: ReadonlyMap<number, SkippedQuestion>, asked: Unreadable['asked']): string {
  const texts = [...questions.values()].slice(0, NAMED_AT_MOST).map(({ image, questionId, reason }) => {
    const name = asked.get(questionId)?.originalId ?? questionId;
    return `${image} (question ${name}: ${reason.replace(/\.$/, '')})`;
  });
  const more = questions.size - texts.length;
  return texts.join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function skippedIn(group: LaunchGroup | null): ReadonlyMap<number, SkippedQuestion> {
  const skipped = (group?.launches ?? []).flatMap(({ outcome }) => outcome.skipped ?? []);
  return new Map(skipped.filter(({ phase }) => phase === 'measured').map((each) => [each.questionId, each]));
}

function answeredIn(group: LaunchGroup | null): ReadonlySet<number> {
  const iterations = (group?.launches ?? []).flatMap(({ outcome }) => outcome.iterations);
  return new Set(iterations.filter(({ phase }) => phase === 'measured').map(({ questionId }) => questionId));
}
