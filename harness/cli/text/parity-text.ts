import { count } from '#harness/text/numbers.ts';
import { deviceName } from '#harness/text/names.ts';
import { readable, shortHash } from '#harness/text/sentences.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Answered } from '#harness/compare/answers/parity.ts';
import type { CheckedParity } from '#harness/workflow/check-parity.ts';

const MOST_SHOWN = 20;

/** Every question that was answered in two ways, then what it comes to. */
export function parityText({ one, other, questions, disparities, unpaired, unstable }: CheckedParity): string {
  const shown = disparities
    .slice(0, MOST_SHOWN)
    .map(
      ({ passId, questionId, question, ...pair }) =>
        `${passId}, question ${questionId} ${readable(question, 80)}\n  ${answerText(pair.one)}\n  ${answerText(pair.other)}\n`,
    );
  const more = disparities.length - shown.length;
  const verdict =
    disparities.length === 0
      ? `✓ Same tokens and texts for ${count(questions, 'question')}`
      : `✕ Other tokens or texts for ${disparities.length} of ${count(questions, 'question')}`;
  return [
    ...shown,
    ...(more > 0 ? [`and ${count(more, 'more question')}\n`] : []),
    `${verdict}: ${whereText(one)} and ${whereText(other)}.\n`,
    ...(unpaired > 0 ? [`${count(unpaired, 'question was', 'questions were')} answered in one run alone.\n`] : []),
    ...(unstable > 0
      ? [`${count(unstable, 'question was', 'questions were')} not always answered alike in one and the same run.\n`]
      : []),
  ].join('');
}

function answerText({ answer, tokenCount, tokenIdsSha256 }: Answered): string {
  return `“${readable(answer, 80)}”, ${count(tokenCount, 'token')}, ids ${shortHash(tokenIdsSha256)}`;
}

function whereText({ id, devices }: Run): string {
  return `${id} on ${devices.map(deviceName).join(', ')}`;
}
