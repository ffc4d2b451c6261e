import { expect, test } from 'vitest';
import type { AgentPlan } from '#devices/agent/protocol.ts';
import { planSchema } from '#devices/agent/protocol-schema.ts';
import { parsePlan } from './plan.ts';

const PLAN: AgentPlan = {
  protocol: 1,
  nonce: 'b1c2',
  deadlineMs: 60_000,
  model: 'nano',
  decoding: { maxOutputTokens: 16, stopAtEndOfSequence: true },
  promptTemplate: '{question}',
  imageSizePx: null,
  data: 'bench/data/0a',
  warmupIterations: 1,
  iterations: [{ questionId: 1, image: '0a.png', question: 'Is there a star?' }],
  cycles: 1,
  sustainForMs: null,
  record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
};

test('a plan is read as it was written, and fields of later versions are ignored', () => {
  expect(planSchema.parse({ ...PLAN, colour: 'red' })).toEqual(PLAN);
  expect(parsePlan(JSON.stringify({ ...PLAN, colour: 'red' }))).toEqual(PLAN);
});

test('a plan that asks for checksums and operator times is read as it was written', () => {
  const asked = { ...PLAN, record: { ...PLAN.record, checksums: true, operatorTimes: true } };
  expect(planSchema.parse(asked)).toEqual(asked);
  expect(parsePlan(JSON.stringify(asked))).toEqual(asked);
});

test.each<[string, object, string]>([
  ['another protocol', { protocol: 2 }, 'plan.protocol is 2; this app speaks 1. Update the agent in the app.'],
  ['a nonce that is a path', { nonce: '../x' }, 'nonce must match'],
  [
    'no tokens',
    { decoding: { maxOutputTokens: 0, stopAtEndOfSequence: true } },
    'plan.decoding.maxOutputTokens must be a whole number of at least 1.',
  ],
  ['no questions', { iterations: [] }, 'plan.iterations is empty.'],
  [
    'an image outside the data folder',
    { iterations: [{ questionId: 1, image: '../a.png', question: '' }] },
    'image must match',
  ],
  ['data outside Documents', { data: 'bench/../../Library' }, 'plan.data leaves the Documents folder'],
  ['data at an absolute path', { data: '/etc' }, 'plan.data leaves the Documents folder'],
  ['a template without a question', { promptTemplate: 'Describe it.' }, 'plan.promptTemplate has no {question}.'],
  ['an image of no size', { imageSizePx: 0 }, 'plan.imageSizePx must be a whole number of at least 1.'],
  ['no cycle', { cycles: 0 }, 'plan.cycles must be a whole number of at least 1.'],
  ['more time than the deadline', { sustainForMs: 60_000 }, 'does not end before plan.deadlineMs'],
  [
    'more time in its cycles than the deadline',
    { sustainForMs: 20_000, cycles: 3 },
    'does not end before plan.deadlineMs',
  ],
  [
    'operator times of several cycles',
    { cycles: 2, record: { ...PLAN.record, operatorTimes: true } },
    'plan.cycles is 2; with plan.record.operatorTimes it must be 1.',
  ],
  ['a missing field', { record: {} }, 'plan.record.tokenTimestamps must be true or false.'],
])('a plan with %s is refused, by the schema of the protocol too', (_name, change, message) => {
  expect(planSchema.safeParse({ ...PLAN, ...change }).success).toBe(false);
  const refused = (): AgentPlan => parsePlan(JSON.stringify({ ...PLAN, ...change }));
  expect(refused).toThrow(message);
  expect(refused).toThrow(expect.objectContaining({ code: 'PLAN_INVALID' }));
});

test('a plan that is not JSON is refused', () => {
  expect(() => parsePlan('{')).toThrow('The plan is not JSON.');
});
