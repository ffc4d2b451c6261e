import { extname } from 'node:path';
import { AGENT_PROTOCOL, AGENT_ROOT, type AgentPlan } from './protocol.ts';
import type { Question } from '#harness/domain/dataset.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isOfAnswers } from '#harness/domain/metric-catalogue.ts';
import { sustainForMs } from '#harness/domain/sustain.ts';
import type { LaunchRequest } from '#harness/ports/device.ts';

/** Where the files of one launch lie, relative to the app's Documents folder. */
export function launchFolder(nonce: string): string {
  return `${AGENT_ROOT}/${nonce}`;
}

/** Where the images of one dataset manifest lie, relative to the app's Documents folder. */
export function dataFolder(manifestSha256: string): string {
  return `${AGENT_ROOT}/data/${manifestSha256}`;
}

/** Images are named by what is in them, so that a file that is there is the right one. */
export function imageName(question: Question): string {
  return `${question.imageSha256}${extname(question.imagePath).toLowerCase()}`;
}

/** The questions of a launch in their order; they come round again when there are fewer than iterations. */
export function askedQuestions({ pass, questions }: LaunchRequest): readonly Question[] {
  if (questions.length === 0) {
    throw new BenchError('DATASET_INVALID', `Pass ${pass.id} has no questions to ask.`, {
      remedy: `Give its subset ${pass.workload.subset} at least one question.`,
    });
  }
  const { iterationsPerLaunch } = pass.protocol;
  return Array.from({ length: iterationsPerLaunch }, (_, index) => questions[index % questions.length]).filter(
    (question) => question !== undefined,
  );
}

/** What the app is asked to do. */
export function planLaunch(request: LaunchRequest, device: Device): AgentPlan {
  const { nonce, pass, dataset } = request;
  const { workload, protocol } = pass;
  const asksForMs = sustainForMs(protocol, device);
  return {
    protocol: AGENT_PROTOCOL,
    nonce,
    // The limit is for the work; the time that a pass asks for on purpose comes on top.
    deadlineMs: protocol.launchTimeoutMs + (asksForMs ?? 0) * protocol.cycles,
    model: workload.model,
    decoding: { maxOutputTokens: workload.maxOutputTokens, stopAtEndOfSequence: true },
    promptTemplate: workload.promptTemplate,
    imageSizePx: workload.imageSizePx,
    data: dataFolder(dataset.manifestSha256),
    warmupIterations: protocol.warmupIterations,
    iterations: askedQuestions(request).map((question) => ({
      questionId: question.id,
      image: imageName(question),
      question: question.text,
    })),
    cycles: protocol.cycles,
    sustainForMs: asksForMs,
    record: {
      footprintIntervalMs: protocol.footprintIntervalMs,
      tokenTimestamps: true,
      answers: true,
      // Working them out warms a device and takes memory.
      ...(pass.metrics.length > 0 && pass.metrics.every(isOfAnswers) ? { checksums: true } : {}),
      ...(request.areOperatorsTimed === true ? { operatorTimes: true } : {}),
    },
  };
}
