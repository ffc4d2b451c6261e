import { createHash } from 'node:crypto';
import { readEvents } from './events.ts';
import type { AgentPlan } from './protocol.ts';

export type Event = Record<string, unknown>;

export const HASH = 'a'.repeat(64);

export const plan: AgentPlan = {
  protocol: 1,
  nonce: 'b1c2',
  deadlineMs: 60_000,
  model: 'nano',
  decoding: { maxOutputTokens: 4, stopAtEndOfSequence: true },
  promptTemplate: '{question}',
  imageSizePx: null,
  data: 'bench/data/x',
  warmupIterations: 1,
  iterations: [
    { questionId: 7, image: 'x.png', question: 'What?' },
    { questionId: 8, image: 'y.png', question: 'Where?' },
  ],
  cycles: 1,
  sustainForMs: null,
  record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
};

export const hello: Event = {
  event: 'hello',
  protocol: 1,
  nonce: 'b1c2',
  agent: { name: 'sample', version: '1' },
  app: { bundleId: 'com.example', version: '1.0', build: '3', binaryUuid: HASH },
  models: [{ name: 'model.onnx', sha256: HASH, bytes: 10 }],
  device: { model: 'iPhone17,1', osVersion: '26.1', osBuild: '23B85' },
  thermal: 'nominal',
  lowPowerMode: false,
};
export const load: Event = { event: 'load', startNs: 10, endNs: 20, cache: 'cold', footprintBytes: 5 };

export function iteration(index: number, questionId: number, change: Event = {}): Event {
  const startNs = 100 * (index + 1);
  return {
    event: 'iteration',
    index,
    phase: index === 0 ? 'warmup' : 'measured',
    cycle: 0,
    questionId,
    spans: [
      { stage: 'preprocess', startNs, endNs: startNs + 10 },
      { stage: 'prefill', startNs: startNs + 10, endNs: startNs + 20 },
      { stage: 'decode', startNs: startNs + 20, endNs: startNs + 50 },
    ],
    tokenNs: [startNs + 25, startNs + 50],
    tokenIds: HASH,
    tokenCount: 2,
    answer: 'red',
    thermal: 'nominal',
    ...change,
  };
}

export const honest: readonly Event[] = [hello, load, iteration(0, 7), iteration(1, 7), iteration(2, 8)];

export function file(events: readonly Event[], done: Event = {}): Buffer {
  const body = events.map((event) => `${JSON.stringify(event)}\n`).join('');
  const sha256 = createHash('sha256').update(body).digest('hex');
  const last = { event: 'done', events: events.length, sha256, peakFootprintBytes: 99, ...done };
  return Buffer.from(`${body}${JSON.stringify(last)}\n`);
}

export function codeOf(bytes: Uint8Array, forPlan: AgentPlan = plan): string {
  const reading = readEvents(bytes, forPlan);
  return reading.kind === 'complete' ? 'complete' : reading.code;
}
