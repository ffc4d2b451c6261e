import { createHash } from 'node:crypto';
import type { AgentPlan, IterationEvent } from '#devices/agent/protocol.ts';
import { AgentError } from './agent-error.ts';
import type { AgentClock } from './clock.ts';
import { floatsOf } from '#devices/agent-node/vlm/tensors.ts';
import type { VisionLanguageModel } from '#devices/agent-node/vlm/vision-language-model.ts';

/** One question answered, as the protocol writes it. */
export type Answer = Pick<
  IterationEvent,
  'spans' | 'tokenNs' | 'tokenIds' | 'tokens' | 'tokenCount' | 'answer' | 'finishReason' | 'checksums'
>;

/** What looks on while a question is answered. `afterPrefill` is called at the end of prefill, with its time. */
type Watch = { readonly clock: AgentClock; readonly afterPrefill?: (atNs: number) => void };

/**
 * Asks the model one question and times every stage. A stage ends where the next one starts, so that stages add up to
 * the time to the first token. Of the tokens only the answer's count; the end of the sequence is no token unless it
 * comes first.
 */
export async function answerQuestion(
  model: VisionLanguageModel,
  file: Uint8Array,
  question: string,
  plan: AgentPlan,
  { clock, afterPrefill }: Watch,
): Promise<Answer> {
  const { maxOutputTokens, stopAtEndOfSequence } = plan.decoding;
  const startNs = clock.now();
  const pixels = await model.preprocess(file);
  const preprocessedNs = clock.now();
  const features = await model.encode(pixels);
  const encodedNs = clock.now();
  let sequence = await model.prefill(features, question, maxOutputTokens);
  const prefilledNs = clock.now();
  afterPrefill?.(prefilledNs);

  const tokens = [sequence.token];
  const tokenNs = [prefilledNs];
  let lastNs = prefilledNs;
  const isOver = (token: number): boolean => stopAtEndOfSequence && model.endsSequence(token);
  while (tokens.length < maxOutputTokens && !isOver(sequence.token)) {
    sequence = await model.decodeStep(sequence);
    if (isOver(sequence.token)) break;
    lastNs = clock.now();
    tokens.push(sequence.token);
    tokenNs.push(lastNs);
  }

  const spans: Answer['spans'] = [
    { stage: 'preprocess', startNs, endNs: preprocessedNs },
    { stage: 'visionEncode', startNs: preprocessedNs, endNs: encodedNs },
    { stage: 'prefill', startNs: encodedNs, endNs: prefilledNs },
    ...(tokens.length > 1 ? [{ stage: 'decode' as const, startNs: prefilledNs, endNs: lastNs }] : []),
  ];
  return {
    spans,
    tokenNs: plan.record.tokenTimestamps ? tokenNs : [],
    tokenIds: hashOfTokens(tokens),
    tokens,
    tokenCount: tokens.length,
    answer: plan.record.answers ? model.text(tokens) : '',
    finishReason: isOver(sequence.token) ? 'endOfSequence' : 'length',
    ...(plan.record.checksums === true
      ? { checksums: { pixels: hashOfFloats(pixels.values), projectedFeatures: hashOfFloats(floatsOf(features)) } }
      : {}),
  };
}

/** sha256 over values as little-endian 32-bit floats, as this machine keeps them. */
function hashOfFloats({ buffer, byteOffset, byteLength }: Float32Array): string {
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex');
}

/** sha256 over the token ids as little-endian 32-bit integers. */
export function hashOfTokens(tokens: readonly number[]): string {
  const bytes = Buffer.alloc(tokens.length * 4);
  for (const [index, token] of tokens.entries()) {
    if (token > 0x7fffffff) throw new AgentError('MODEL_INVALID', `Token id ${token} has more than 31 bits.`);
    bytes.writeInt32LE(token, index * 4);
  }
  return createHash('sha256').update(bytes).digest('hex');
}
