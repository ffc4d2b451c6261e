import { count } from '#harness/text/numbers.ts';
import { deviceName } from '#harness/text/names.ts';
import { readable, shortHash } from '#harness/text/sentences.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Answered, PartingStage, TokenDifference } from '#harness/compare/answers/parity.ts';
import type { CheckedParity } from '#harness/workflow/lab/check-parity.ts';

const MOST_SHOWN = 20;

/** Every question that was answered in two ways, then what it comes to. */
export function parityText(checked: CheckedParity): string {
  const { one, other, questions, disparities, endedOtherwise, unpaired, unstable } = checked;
  const shown = disparities
    .slice(0, MOST_SHOWN)
    .map(
      ({ passId, questionId, question, tokens, stage, ...pair }) =>
        `${passId}, question ${questionId} ${readable(question, 80)}\n  ${answerText(pair.one)}\n  ${answerText(pair.other)}\n${tokensText(tokens)}${STAGES[stage]}`,
    );
  const more = disparities.length - shown.length;
  const unstaged = disparities.filter(({ stage }) => stage === 'unknown').length;
  const unknown = disparities.filter(({ tokens }) => tokens.kind === 'unknown').length;
  const verdict =
    disparities.length === 0
      ? `✓ Same tokens and texts for ${count(questions, 'question')}`
      : `✕ Different tokens or texts for ${disparities.length} of ${count(questions, 'question')}`;
  return [
    ...shown,
    ...(more > 0 ? [`and ${count(more, 'more question')}\n`] : []),
    `${verdict}: ${whereText(one)} and ${whereText(other)}.\n`,
    ...(unknown > 0
      ? [
          `Which token differs first is not known for ${count(unknown, 'question')}: a run does not keep their tokens.\n`,
        ]
      : []),
    ...(unstaged > 0
      ? [
          `The stage at which they diverge is not known for ${count(unstaged, 'question')}: passes that measure answers alone keep it, as in suite accuracy.\n`,
        ]
      : []),
    ...(endedOtherwise > 0
      ? [
          `${count(endedOtherwise, 'question')} with the same tokens ended for another reason: in one run at the limit of tokens, in the other by the end of the sequence.\n`,
        ]
      : []),
    ...(unpaired > 0 ? [`${count(unpaired, 'question was', 'questions were')} answered in one run alone.\n`] : []),
    ...(unstable > 0
      ? [`${count(unstable, 'question was', 'questions were')} not always answered alike in one and the same run.\n`]
      : []),
  ].join('');
}

/** The line of the stage at which two answers diverge; empty where it is not known. */
const STAGES: { readonly [Stage in PartingStage]: string } = {
  preprocess: '  they diverge in pre-processing: different pixels\n',
  encoder: '  they diverge in the vision encoder: the same pixels, different image features\n',
  projector: '  they diverge in the projector: the same vision features, different image features\n',
  language: '  they diverge in the language model: the same image features\n',
  unknown: '',
};

/** The line of the first token that differs; empty where it is not known. */
function tokensText(tokens: TokenDifference): string {
  switch (tokens.kind) {
    case 'unknown':
      return '';
    case 'same':
      return '  the same tokens with different texts\n';
    case 'differ': {
      const [one, other] = [tokens.one, tokens.other].map((id) => (id === null ? 'none' : String(id)));
      return `  first different token: number ${tokens.position}, ids ${one} and ${other}\n`;
    }
  }
}

function answerText({ answer, tokenCount, tokenIdsSha256, finishReason }: Answered): string {
  const cutOff = finishReason === 'length' ? ', cut off' : '';
  return `“${readable(answer, 80)}”, ${count(tokenCount, 'token')}${cutOff}, ids ${shortHash(tokenIdsSha256)}`;
}

function whereText({ id, devices }: Run): string {
  return `${id} on ${devices.map(deviceName).join(', ')}`;
}
