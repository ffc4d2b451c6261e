import { isSameCode } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { describeChange } from './message.ts';
import type { SortedReasons } from './sorted-reasons.ts';

const SAME_CONTENT = 'The builds have the same executable, models and other content';
const SAME_MODEL = 'The builds have the same model files, and nothing else of them runs on the machine of the harness';
const OF_THE_LAB = 'both builds are the same code, so this comes from the lab, not from the build';

/**
 * What is left of the reasons where both builds are the same code: nothing that was measured is a change of the build.
 * What lies beyond a margin, either way, and faults of the app are doubts about the lab; the rest is noise that nobody
 * needs to know.
 */
export function ofSameCode(found: SortedReasons, assessment: Assessment): SortedReasons {
  const { baseline, candidate } = assessment;
  if (baseline === null || !isSameCode(baseline.build, candidate)) return found;
  const better = [...assessment.comparisons, ...assessment.deviceModels]
    .filter(({ verdict, severity }) => verdict.kind === 'improvement' && severity === 'block')
    .map((finding): Reason => aboutLab(describeChange(assessment, finding, [])));
  return {
    fails: [],
    blocks: found.blocks.filter(isUnlearned),
    doubts: [
      ...[...found.fails, ...found.blocks.filter((reason) => !isUnlearned(reason))].map(({ message }) =>
        aboutLab(message),
      ),
      ...better,
      ...found.doubts
        .filter(isKept)
        .map((doubt) => (doubt.kind === 'outputs' || doubt.kind === 'faultDoubt' ? aboutLab(doubt.message) : doubt)),
    ],
    notes: [
      { kind: 'sameCode', message: candidate.platform === 'host' ? SAME_MODEL : SAME_CONTENT },
      ...found.notes.filter((note) => isKept(note) || note.kind === 'productFault'),
    ],
  };
}

/** What was not learned says nothing about the build, and stays. */
function isUnlearned({ kind }: Reason): boolean {
  return kind === 'notCompared' || kind === 'incomplete';
}

function isKept(reason: Reason): boolean {
  return (
    isUnlearned(reason) || reason.kind === 'outputs' || reason.kind === 'noBaseline' || reason.kind === 'faultDoubt'
  );
}

function aboutLab(message: string): Reason {
  return { kind: 'sameCode', message: `${message.replace(/\.$/, '')}: ${OF_THE_LAB}` };
}
