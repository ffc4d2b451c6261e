import { plan } from './events.fixture.ts';

/** A plan that every agent has to accept or to refuse. */
export type PlanVector = {
  readonly what: string;
  /** The bytes of `plan.json`, as text. */
  readonly plan: string;
  readonly expected: 'accepted' | 'PLAN_INVALID';
  /** What an agent that cannot do it may refuse the plan for. */
  readonly needs?: 'checksums' | 'operatorTimes' | 'imageSizePx';
  /** What the message has to say, where its wording tells people what to do. */
  readonly says?: string;
};

function planVector(what: string, change: object, expected: PlanVector['expected'] = 'PLAN_INVALID'): PlanVector {
  return { what, plan: JSON.stringify({ ...plan, ...change }), expected };
}

const [first] = plan.iterations;

export const PLAN_VECTORS: readonly PlanVector[] = [
  planVector('a plan of one cycle', {}, 'accepted'),
  planVector('a plan with a field of a later version', { colour: 'red' }, 'accepted'),
  planVector('a sustained plan', { sustainForMs: 1000 }, 'accepted'),
  planVector(
    'a plan of many cycles with samples',
    { cycles: 12, record: { ...plan.record, footprintIntervalMs: 100 } },
    'accepted',
  ),
  planVector(
    'a plan without warm-ups, times and answers',
    {
      warmupIterations: 0,
      record: { footprintIntervalMs: null, tokenTimestamps: false, answers: false },
    },
    'accepted',
  ),
  {
    ...planVector('a plan that asks for checksums', { record: { ...plan.record, checksums: true } }, 'accepted'),
    needs: 'checksums',
  },
  {
    ...planVector(
      'a plan that asks for operator times',
      { record: { ...plan.record, operatorTimes: true } },
      'accepted',
    ),
    needs: 'operatorTimes',
  },
  { ...planVector('a plan that chooses the size of images', { imageSizePx: 336 }, 'accepted'), needs: 'imageSizePx' },
  { what: 'no JSON', plan: '{', expected: 'PLAN_INVALID' },
  { what: 'a list', plan: '[]', expected: 'PLAN_INVALID' },
  { what: 'an empty object', plan: '{}', expected: 'PLAN_INVALID' },
  { ...planVector('a later protocol', { protocol: 2 }), says: 'Update the agent in the app.' },
  { ...planVector('an earlier protocol', { protocol: 0 }), says: 'Update fastvlm-bench.' },
  {
    what: 'a later protocol with fields of its own only',
    plan: JSON.stringify({ protocol: 2, launch: { id: 7 } }),
    expected: 'PLAN_INVALID',
    says: 'Update the agent in the app.',
  },
  planVector('a protocol that is a text', { protocol: '1' }),
  planVector('a nonce that is a path', { nonce: '../x' }),
  planVector('an empty nonce', { nonce: '' }),
  planVector('a nonce of 129 letters', { nonce: 'n'.repeat(129) }),
  planVector('no time at all', { deadlineMs: 0 }),
  planVector('a deadline with a fraction', { deadlineMs: 1.5 }),
  planVector('a deadline beyond 2^53', { deadlineMs: 2 ** 60 }),
  planVector('a model that is a number', { model: 7 }),
  planVector('no tokens', { decoding: { maxOutputTokens: 0, stopAtEndOfSequence: true } }),
  planVector('a flag that is a number', { decoding: { maxOutputTokens: 4, stopAtEndOfSequence: 1 } }),
  planVector('a template without the question', { promptTemplate: 'Describe it.' }),
  planVector('images of no size', { imageSizePx: 0 }),
  planVector('data at an absolute path', { data: '/etc' }),
  planVector('data outside Documents', { data: 'bench/../../Library' }),
  planVector('warm-ups below none', { warmupIterations: -1 }),
  planVector('no questions', { iterations: [] }),
  planVector('questions that are no list', { iterations: {} }),
  planVector('an image that is a path', { iterations: [{ ...first, image: '../a.png' }] }),
  planVector('an image that is a hidden file', { iterations: [{ ...first, image: '.a.png' }] }),
  planVector('a question without a text', { iterations: [{ questionId: 7, image: 'x.png' }] }),
  planVector('no cycle', { cycles: 0 }),
  planVector('as much time as the deadline', { sustainForMs: plan.deadlineMs }),
  planVector('more time in its cycles than the deadline', { sustainForMs: plan.deadlineMs / 3, cycles: 3 }),
  planVector('nothing to record', { record: {} }),
  planVector('operator times of several cycles', { cycles: 2, record: { ...plan.record, operatorTimes: true } }),
];
