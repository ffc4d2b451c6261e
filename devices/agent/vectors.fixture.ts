import { createHash } from 'node:crypto';
import { file, type Event, HASH, hello, honest, iteration, load, plan } from './events.fixture.ts';

/** An events file that every reader has to take, or to refuse with this fault. */
export type EventsVector = {
  readonly what: string;
  readonly plan: object;
  /** Lines of the file, to be joined by line feeds; or its bytes in base64 where they are no text. */
  readonly lines?: readonly string[];
  readonly base64?: string;
  readonly expected: string;
  /** As in a plan's vector. */
  readonly says?: string;
};

function textOf(what: string, bytes: Buffer, expected: string, forPlan: object = plan): EventsVector {
  return { what, plan: forPlan, lines: bytes.toString('utf8').split('\n'), expected };
}

function events(what: string, list: readonly Event[], expected: string, forPlan: object = plan): EventsVector {
  return textOf(what, file(list), expected, forPlan);
}

/** As many tokens as the plan allows. */
const OF_FULL_LENGTH: Event = { tokenNs: [320, 330, 340, 350], tokenCount: 4, tokenIds: 'd'.repeat(64) };

/** A file whose last iteration has this change. */
function lastWith(what: string, change: Event, expected: string): EventsVector {
  return events(what, [...honest.slice(0, 4), iteration(2, 8, change)], expected);
}

const OF_NOTHING = createHash('sha256').update('').digest('hex');
const OF_TEXT = createHash('sha256').update('blue').digest('hex');
/** sha256 of 151 and 88 as little-endian integers of 32 bits. */
const OF_TOKENS = '700860c761d9ce28743aef07843c9f4eed7f03db058d11aeb04eaf6a9164ce7f';
const cycles = { ...plan, cycles: 2, warmupIterations: 0, iterations: plan.iterations.slice(0, 1) };
const sustained = { ...plan, sustainForMs: 1000 };
const silent = [hello, load, ...[7, 7, 8].map((question, index) => iteration(index, question, { answer: '' }))];
const skipped: Event = { event: 'skipped', index: 2, phase: 'measured', cycle: 0, questionId: 8, reason: 'no PNG' };
const gaveUp = { event: 'error', code: 'OUT_OF_MEMORY', message: '' };
const other = { ...hello, platform: 'host', app: { version: '1.0', contentSha256: HASH } };

const UNITS = { graph: 'model.onnx', of: 'cost', cpu: 0.1, gpu: 0, neuralEngine: 0.9 };

function started(index: number, questionId: number): Event {
  const phase = index === 0 ? 'warmup' : 'measured';
  return { event: 'started', index, phase, cycle: 0, questionId, atNs: 100 * (index + 1) };
}

function unload(startNs: number): Event {
  return { event: 'unload', startNs, endNs: startNs + 1, footprintBytes: 4 };
}

const firstCycle = [load, iteration(0, 7, { phase: 'measured' }), unload(160)];
const nextCycle = [{ ...load, startNs: 170, endNs: 180, cache: 'warm' }, iteration(1, 7, { cycle: 1 }), unload(260)];

export const EVENTS_VECTORS: readonly EventsVector[] = [
  events('an honest file', honest, 'complete'),
  events(
    'events and fields that nobody knows',
    [{ ...hello, mood: 7 }, { event: 'sang', atNs: 0 }, load, ...honest.slice(2, 4), iteration(2, 8, { mood: null })],
    'complete',
  ),
  events(
    'an app that cannot ask how the device is',
    [{ ...hello, thermal: null, lowPowerMode: null }, ...honest.slice(1)],
    'complete',
  ),
  events(
    'footprints and thermal changes',
    [
      hello,
      load,
      { event: 'footprint', atNs: 20, bytes: 5, mark: 'afterLoad' },
      { event: 'thermal', atNs: 21, state: 'fair' },
      { event: 'footprint', atNs: 120, bytes: 6, mark: 'peakPrefill' },
      ...honest.slice(2),
    ],
    'complete',
  ),
  events(
    'the state of the app and of the phone, and each question before it is answered',
    [
      hello,
      { event: 'state', atNs: 5, state: 'active' },
      load,
      { event: 'lowPowerMode', atNs: 21, isOn: false },
      ...[7, 7, 8].flatMap((questionId, index) => [started(index, questionId), iteration(index, questionId)]),
    ],
    'complete',
  ),
  events(
    'what an app may say of the phone at its start',
    [
      {
        ...hello,
        memoryLimitBytes: 3_000_000_000,
        display: { brightness: 0.5, maximumFramesPerSecond: 120 },
        charging: true,
      },
      ...honest.slice(1),
    ],
    'complete',
  ),
  events('what runs each graph', [hello, { ...load, computeUnits: [UNITS] }, ...honest.slice(2)], 'complete'),
  textOf(
    'what the system counted of the process',
    file(honest, { instructions: 9_000_000_000, cycles: 5_000_000_000, cpuEnergyNanojoules: 0 }),
    'complete',
  ),
  lastWith('an answer that the end of the sequence has ended', { finishReason: 'endOfSequence' }, 'complete'),
  lastWith('the end of the sequence at the limit', { ...OF_FULL_LENGTH, finishReason: 'endOfSequence' }, 'complete'),
  lastWith('an answer whose end is not known', { finishReason: null }, 'complete'),
  events('an app on another platform', [other, ...honest.slice(1)], 'complete'),
  events('a skipped question', [...honest.slice(0, 4), skipped], 'complete'),
  events('cycles of load, questions and unload', [hello, ...firstCycle, ...nextCycle], 'complete', cycles),
  events('a sustained launch that goes round its questions', [...honest, iteration(3, 7)], 'complete', sustained),
  lastWith('the tokens of an answer', { tokenIds: OF_TOKENS, tokens: [151, 88] }, 'complete'),
  lastWith('an answer without a token', { tokenNs: [], tokenCount: 0, tokenIds: OF_NOTHING, answer: '' }, 'complete'),
  events('no texts where none are asked for', silent, 'complete', {
    ...plan,
    record: { ...plan.record, answers: false },
  }),
  { what: 'no bytes', plan, lines: [''], expected: 'EVENTS_EMPTY' },
  textOf('no done', Buffer.from(`${JSON.stringify(hello)}\n`), 'EVENTS_TORN'),
  textOf('a last line that is cut off', file(honest).subarray(0, -20), 'EVENTS_TORN'),
  textOf('a done without its line feed', file(honest).subarray(0, -1), 'EVENTS_TORN'),
  {
    what: 'a line that is not UTF-8',
    plan,
    base64: Buffer.concat([Buffer.from([0x22, 0xff, 0x0a]), file(honest)]).toString('base64'),
    expected: 'EVENTS_ENCODING',
  },
  textOf('a line that is no JSON', Buffer.from('{"event": NaN}\n'), 'EVENTS_MALFORMED'),
  textOf('a line that is no object', Buffer.from('[1]\n'), 'EVENTS_MALFORMED'),
  { ...events('a later protocol', [{ ...hello, protocol: 2 }], 'EVENTS_PROTOCOL'), says: 'Update fastvlm-bench.' },
  {
    ...events('an earlier protocol', [{ ...hello, protocol: 0 }], 'EVENTS_PROTOCOL'),
    says: 'Update the agent in the app.',
  },
  {
    ...events(
      'a later protocol with fields of its own only',
      [{ event: 'hello', protocol: 2, launch: { id: 7 } }, { event: 'loaded' }],
      'EVENTS_PROTOCOL',
    ),
    says: 'Update fastvlm-bench.',
  },
  events('the file of another launch', [{ ...hello, nonce: 'old' }], 'EVENTS_NONCE'),
  events('no hello', honest.slice(1), 'EVENTS_ORDER'),
  events('two hellos', [hello, ...honest], 'EVENTS_ORDER'),
  events('a hello without an app', [{ ...hello, app: {} }], 'EVENTS_MALFORMED'),
  events(
    'a model file with another hash than a hash',
    [{ ...hello, models: [{ name: 'm', sha256: 'abc', bytes: 1 }] }],
    'EVENTS_MALFORMED',
  ),
  events('an iteration before the load', [hello, iteration(0, 7), load], 'EVENTS_ORDER'),
  events('an iteration left out', [hello, load, iteration(0, 7), iteration(2, 8)], 'EVENTS_ORDER'),
  events('a second load without an unload', [hello, load, load], 'EVENTS_ORDER'),
  events('an unload without a load', [hello, unload(5)], 'EVENTS_ORDER'),
  textOf('something after done', Buffer.concat([file(honest), Buffer.from('{"event":"done"}\n')]), 'EVENTS_ORDER'),
  textOf('a wrong number of events', file(honest, { events: 4 }), 'EVENTS_COUNT'),
  textOf('a wrong hash', file(honest, { sha256: HASH }), 'EVENTS_HASH'),
  events('too few iterations', honest.slice(0, 4), 'EVENTS_PLAN'),
  events('another question', [...honest.slice(0, 4), iteration(2, 9)], 'EVENTS_PLAN'),
  events('too few warm-ups', [hello, load, iteration(0, 7, { phase: 'measured' }), iteration(1, 8)], 'EVENTS_PLAN'),
  events('a cycle too few', [hello, ...firstCycle], 'EVENTS_PLAN', cycles),
  events('a cycle without its unload', [hello, ...firstCycle, ...nextCycle.slice(0, 2)], 'EVENTS_PLAN', cycles),
  events(
    'a sustained launch that changes the order of its questions',
    [...honest, iteration(3, 8)],
    'EVENTS_PLAN',
    sustained,
  ),
  events('an app that gave up', [...honest, gaveUp], 'AGENT_OUT_OF_MEMORY'),
  events('an app that gave up before hello', [gaveUp], 'AGENT_OUT_OF_MEMORY'),
  events('an app that gave up in words of its own', [{ ...gaveUp, code: 'oh no' }], 'AGENT_ERROR'),
  lastWith(
    'a span that ends before it starts',
    { spans: [{ stage: 'decode', startNs: 350, endNs: 340 }] },
    'EVENTS_CLOCK',
  ),
  lastWith(
    'a time before the start of the process',
    { spans: [{ stage: 'decode', startNs: -1, endNs: 340 }] },
    'EVENTS_MALFORMED',
  ),
  lastWith('a clock that goes back', { spans: [{ stage: 'decode', startNs: 150, endNs: 350 }] }, 'EVENTS_CLOCK'),
  lastWith(
    'spans that overlap',
    {
      spans: [
        { stage: 'prefill', startNs: 300, endNs: 330 },
        { stage: 'decode', startNs: 329, endNs: 350 },
      ],
    },
    'EVENTS_CLOCK',
  ),
  lastWith(
    'stages out of order',
    {
      spans: [
        { stage: 'decode', startNs: 300, endNs: 330 },
        { stage: 'prefill', startNs: 330, endNs: 350 },
      ],
    },
    'EVENTS_ORDER',
  ),
  lastWith('a stage that nobody knows', { spans: [{ stage: 'think', startNs: 300, endNs: 350 }] }, 'EVENTS_MALFORMED'),
  lastWith('no spans', { spans: [] }, 'EVENTS_MALFORMED'),
  lastWith('tokens that go back', { tokenNs: [340, 330] }, 'EVENTS_CLOCK'),
  lastWith('a token after the end', { tokenNs: [340, 351] }, 'EVENTS_CLOCK'),
  lastWith('a first token before prefill has ended', { tokenNs: [315, 350] }, 'EVENTS_CLOCK'),
  lastWith('a token without its time', { tokenNs: [350] }, 'EVENTS_PLAN'),
  lastWith('more tokens than allowed', { tokenNs: [320, 325, 330, 340, 350], tokenCount: 5 }, 'EVENTS_PLAN'),
  lastWith('a fraction of a nanosecond', { tokenNs: [310.5, 350] }, 'EVENTS_MALFORMED'),
  lastWith('an answer that its length ended', { ...OF_FULL_LENGTH, finishReason: 'length' }, 'complete'),
  lastWith('a length that ended an answer with room left', { finishReason: 'length' }, 'EVENTS_ANSWERS'),
  lastWith('an end of an answer that nobody knows', { finishReason: 'tired' }, 'EVENTS_MALFORMED'),
  events(
    'an app that was in front all the time, on a phone that says what it counts',
    [
      { ...hello, memoryLimitBytes: 3_000_000_000 },
      { event: 'state', atNs: 5, state: 'active' },
      { event: 'lowPowerMode', atNs: 6, isOn: false },
      ...honest.slice(1),
    ],
    'complete',
  ),
  events('a memory limit of nothing', [{ ...hello, memoryLimitBytes: 0 }, ...honest.slice(1)], 'EVENTS_MALFORMED'),
  events(
    'a state of an app that nobody knows',
    [hello, { event: 'state', atNs: 5, state: 'asleep' }],
    'EVENTS_MALFORMED',
  ),
  textOf('instructions below none', file(honest, { instructions: -1 }), 'EVENTS_MALFORMED'),
  lastWith('no number of tokens', { tokenCount: null }, 'EVENTS_MALFORMED'),
  lastWith('a thermal state that nobody knows', { thermal: 'boiling' }, 'EVENTS_MALFORMED'),
  lastWith('another cycle', { cycle: 1 }, 'EVENTS_ORDER'),
  lastWith('a warm-up after a measured iteration', { phase: 'warmup' }, 'EVENTS_ORDER'),
  lastWith('the tokens of another answer with another text', { answer: 'blue' }, 'EVENTS_ANSWERS'),
  lastWith('the tokens of another answer, but fewer', { tokenNs: [350], tokenCount: 1 }, 'EVENTS_ANSWERS'),
  lastWith('tokens with the hash of none', { tokenIds: OF_NOTHING }, 'EVENTS_ANSWERS'),
  lastWith(
    'no tokens with the hash of some',
    { tokenNs: [], tokenCount: 0, tokenIds: 'c'.repeat(64) },
    'EVENTS_ANSWERS',
  ),
  lastWith('the hash of its text as that of its tokens', { answer: 'blue', tokenIds: OF_TEXT }, 'EVENTS_ANSWERS'),
  events('Low Power Mode without saying which', [hello, { event: 'lowPowerMode', atNs: 5 }], 'EVENTS_MALFORMED'),
  events('a question that starts in the place of another', [hello, load, started(1, 7)], 'EVENTS_ORDER'),
  events('a question that starts at no time', [hello, load, { ...started(0, 7), atNs: null }], 'EVENTS_MALFORMED'),
  events('more brightness than a screen has', [{ ...hello, display: { brightness: 50 } }], 'EVENTS_MALFORMED'),
  events(
    'shares of more than a whole',
    [hello, { ...load, computeUnits: [{ ...UNITS, gpu: 0.2 }] }],
    'EVENTS_MALFORMED',
  ),
  textOf('a part of an instruction', file(honest, { instructions: 0.5 }), 'EVENTS_MALFORMED'),
  lastWith('tokens that do not make their hash', { tokenIds: OF_TOKENS, tokens: [151, 89] }, 'EVENTS_ANSWERS'),
  events('no texts though they are asked for', silent, 'EVENTS_ANSWERS'),
];
