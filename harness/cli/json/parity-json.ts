import { provenanceOf, type Run } from '#harness/domain/run.ts';
import type { CheckedParity } from '#harness/workflow/check-parity.ts';

/** Whether one model answers alike in two runs, with every question that it does not. */
export function parityJson({ one, other, questions, disparities, unpaired, unstable }: CheckedParity): object {
  return {
    one: runJson(one),
    other: runJson(other),
    isSame: disparities.length === 0,
    questions,
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

function answerJson({ answer, tokenCount, tokenIdsSha256 }: CheckedParity['disparities'][number]['one']): object {
  return { answer, tokenCount, tokenIdsSha256 };
}

function runJson({ id, devices }: Run): object {
  return { runId: id, deviceIds: devices.map((device) => device.id), provenance: provenanceOf(devices) };
}
