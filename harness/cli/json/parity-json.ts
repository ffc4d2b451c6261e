import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { CheckedParity } from '#harness/workflow/lab/check-parity.ts';

/** Whether one model answers alike in two runs, with every question that it does not. */
export function parityJson(checked: CheckedParity): object {
  const { one, other, questions, disparities, endedOtherwise, unpaired, unstable } = checked;
  return {
    one: runJson(one),
    other: runJson(other),
    isSame: disparities.length === 0,
    questions,
    endedOtherwise,
    unpaired,
    unstable,
    disparities: disparities.map(({ passId, questionId, question, stage, tokens, ...pair }) => ({
      passId,
      questionId,
      question,
      stage,
      tokens: tokens.kind,
      tokenPosition: tokens.kind === 'differ' ? tokens.position : null,
      one: answerJson(pair.one),
      other: answerJson(pair.other),
    })),
  };
}

function answerJson(answered: CheckedParity['disparities'][number]['one']): object {
  const { answer, tokenCount, tokenIdsSha256, finishReason = null } = answered;
  return { answer, tokenCount, tokenIdsSha256, finishReason };
}

function runJson({ id, devices }: Run): object {
  return { runId: id, deviceIds: devices.map((device) => device.id), provenance: provenanceOf(devices) };
}
