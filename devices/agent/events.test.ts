import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFinished, MAX_EVENTS_BYTES, readEvents } from './events.ts';
import { codeOf, type Event, file, HASH, hello, honest, iteration, load, plan } from './events.fixture.ts';

test('a whole file becomes a record', () => {
  const reading = readEvents(file(honest, { cpuTimeMs: 1.5, waitedMs: 0.5 }), plan);
  if (reading.kind !== 'complete') throw new Error(reading.message);
  expect(reading.record.fingerprint).toMatchObject({
    agent: 'sample 1',
    identity: { kind: 'ios', buildNumber: '3', binaryUuid: HASH },
  });
  expect(reading.record.loads).toEqual([{ startNs: 10, endNs: 20, cache: 'cold', footprintBytes: 5 }]);
  expect(reading.record.iterations.map(({ questionId, phase }) => [questionId, phase])).toEqual([
    [7, 'warmup'],
    [7, 'measured'],
    [8, 'measured'],
  ]);
  expect(reading.record).toMatchObject({ peakFootprintBytes: 99, cpuTimeMs: 1.5, waitedMs: 0.5, lowPowerMode: false });
});

test('unknown events and unknown fields are ignored', () => {
  const events = [
    hello,
    { event: 'weather', sky: 'blue' },
    load,
    ...honest.slice(2, 4),
    iteration(2, 8, { mood: 'fine' }),
  ];
  expect(codeOf(file(events))).toBe('complete');
});

/** sha256 of 151 and 88 as little-endian integers of 32 bits. */
const OF_TOKENS = '700860c761d9ce28743aef07843c9f4eed7f03db058d11aeb04eaf6a9164ce7f';

test('tokens are read where an app reports them, and must make the hash beside them', () => {
  const told = (tokens: unknown): readonly Event[] => [
    ...honest.slice(0, 4),
    iteration(2, 8, { tokenIds: OF_TOKENS, tokens }),
  ];
  const reading = readEvents(file(told([151, 88])), plan);
  if (reading.kind !== 'complete') throw new Error(reading.message);
  expect(reading.record.iterations.map(({ tokenIds }) => tokenIds)).toEqual([undefined, undefined, [151, 88]]);
  expect(codeOf(file(told(null)))).toBe('complete');
  for (const tokens of [[151, 89], [151], [], [2 ** 31, 88]]) expect(codeOf(file(told(tokens)))).toBe('EVENTS_ANSWERS');
  for (const tokens of [[151, -88], [151.5, 88], '151 88']) expect(codeOf(file(told(tokens)))).toBe('EVENTS_MALFORMED');
});

test('checksums are kept short where the plan asks for them, and are of no account elsewhere', () => {
  const reported = { pixels: HASH, visionFeatures: null, projectedFeatures: OF_TOKENS };
  const bytes = file([...honest.slice(0, 4), iteration(2, 8, { checksums: reported })]);
  const takenBy = (asked: typeof plan): unknown => {
    const reading = readEvents(bytes, asked);
    return reading.kind === 'complete' ? reading.record.iterations.map(({ checksums }) => checksums) : reading.message;
  };
  const kept = { pixels: HASH.slice(0, 16), projectedFeatures: OF_TOKENS.slice(0, 16) };
  expect(takenBy({ ...plan, record: { ...plan.record, checksums: true } })).toEqual([undefined, undefined, kept]);
  expect(takenBy(plan)).toEqual([undefined, undefined, undefined]);
  expect(codeOf(file([...honest.slice(0, 4), iteration(2, 8, { checksums: { pixels: 'x' } })]))).toBe(
    'EVENTS_MALFORMED',
  );
});

const timedPlan = { ...plan, record: { ...plan.record, operatorTimes: true } };
const operators: Event = {
  event: 'operators',
  graph: 'onnx/encoder.onnx',
  operators: [{ operator: 'Conv', calls: 12, totalNs: 3_000_000 }],
};

test('what operators took is read where the plan asks for it, and is of no account elsewhere', () => {
  const unread = { event: 'operators', graph: 'onnx/decoder.onnx', operators: null, reason: 'its profile has no end' };
  const bytes = file([...honest, operators, unread, { ...unread, graph: 'onnx/other.onnx', reason: null }]);
  const takenBy = (asked: typeof plan): unknown => {
    const reading = readEvents(bytes, asked);
    return reading.kind === 'complete' ? reading.record.operators : reading.message;
  };
  expect(takenBy(timedPlan)).toEqual([
    { kind: 'read', name: 'onnx/encoder.onnx', operators: [{ operator: 'Conv', calls: 12, totalNs: 3_000_000 }] },
    { kind: 'unread', name: 'onnx/decoder.onnx', reason: 'its profile has no end' },
    { kind: 'unread', name: 'onnx/other.onnx', reason: 'the app does not say why' },
  ]);
  expect(takenBy(plan)).toEqual([]);
});

test('more graphs or operators than any model has are refused', () => {
  const many = Array.from({ length: 1001 }, (_, index) => ({ operator: `Op${index}`, calls: 1, totalNs: 1 }));
  expect(codeOf(file([...honest, { ...operators, operators: many.slice(1) }]), timedPlan)).toBe('complete');
  expect(codeOf(file([...honest, { ...operators, operators: many }]), timedPlan)).toBe('EVENTS_PLAN');
  const graphs = Array.from({ length: 65 }, () => operators);
  expect(codeOf(file([...honest, ...graphs.slice(1)]), timedPlan)).toBe('complete');
  expect(codeOf(file([...honest, ...graphs]), timedPlan)).toBe('EVENTS_PLAN');
});

test('an app is known by what its platform knows it by; without a platform it is an app for iPhones', () => {
  const identityOf = (change: Event): unknown => {
    const reading = readEvents(file([{ ...hello, ...change }, ...honest.slice(1)]), plan);
    return reading.kind === 'complete' ? reading.record.fingerprint.identity : reading.message;
  };
  const ios = { kind: 'ios', bundleId: 'com.example', buildNumber: '3', binaryUuid: HASH };
  expect(identityOf({})).toEqual(ios);
  expect(identityOf({ platform: 'ios' })).toEqual(ios);
  const app = { version: '1.0', contentSha256: HASH };
  expect(identityOf({ platform: 'host', app })).toEqual({ kind: 'host', contentSha256: HASH });
});

test.each<[string, string, Uint8Array]>([
  ['a file without a byte', 'EVENTS_EMPTY', Buffer.alloc(0)],
  ['a file without done', 'EVENTS_TORN', Buffer.from(`${JSON.stringify(hello)}\n`)],
  ['a last line cut off', 'EVENTS_TORN', file(honest).subarray(0, -20)],
  ['a done without its line break', 'EVENTS_TORN', file(honest).subarray(0, -1)],
  ['a file that is too large', 'EVENTS_TOO_LARGE', Buffer.alloc(MAX_EVENTS_BYTES + 1)],
  ['a line of 10 MiB', 'EVENTS_LINE_TOO_LONG', file([...honest, { event: 'x', padding: 'x'.repeat(10 * 2 ** 20) }])],
  ['invalid UTF-8', 'EVENTS_ENCODING', Buffer.concat([Buffer.from([0x22, 0xff, 0x0a]), file(honest)])],
  ['a line that is no JSON', 'EVENTS_MALFORMED', Buffer.from('{"event": NaN}\n')],
  ['a line that is no object', 'EVENTS_MALFORMED', Buffer.from('[1]\n')],
  ['another protocol version', 'EVENTS_PROTOCOL', file([{ ...hello, protocol: 2 }])],
  ['a stale file', 'EVENTS_NONCE', file([{ ...hello, nonce: 'old' }])],
  ['no hello', 'EVENTS_ORDER', file(honest.slice(1))],
  ['two hellos', 'EVENTS_ORDER', file([hello, ...honest])],
  ['an iteration before the load', 'EVENTS_ORDER', file([hello, iteration(0, 7), load])],
  ['an iteration left out', 'EVENTS_ORDER', file([hello, load, iteration(0, 7), iteration(2, 8)])],
  ['a second load without unload', 'EVENTS_ORDER', file([hello, load, load])],
  ['something after done', 'EVENTS_ORDER', Buffer.concat([file(honest), Buffer.from('{"event":"done"}\n')])],
  ['a wrong number of events', 'EVENTS_COUNT', file(honest, { events: 4 })],
  ['a wrong hash', 'EVENTS_HASH', file(honest, { sha256: HASH })],
  ['too few iterations', 'EVENTS_PLAN', file(honest.slice(0, 4))],
  ['another question', 'EVENTS_PLAN', file([...honest.slice(0, 4), iteration(2, 9)])],
  ['too few warm-ups', 'EVENTS_PLAN', file([hello, load, iteration(0, 7, { phase: 'measured' }), iteration(1, 8)])],
  ['an app that gave up', 'AGENT_OUT_OF_MEMORY', file([hello, { event: 'error', code: 'OUT_OF_MEMORY', message: '' }])],
  ['an app that gave up in its own words', 'AGENT_ERROR', file([{ event: 'error', code: 'oh no', message: '' }])],
])('%s is %s', (_what, code, bytes) => {
  expect(codeOf(bytes)).toBe(code);
});

test.each<[string, string, Event]>([
  ['a negative span', 'EVENTS_CLOCK', { spans: [{ stage: 'decode', startNs: 350, endNs: 340 }] }],
  ['a time before the start', 'EVENTS_MALFORMED', { spans: [{ stage: 'decode', startNs: -1, endNs: 340 }] }],
  ['a clock that goes backwards', 'EVENTS_CLOCK', { spans: [{ stage: 'decode', startNs: 150, endNs: 350 }] }],
  [
    'overlapping spans',
    'EVENTS_CLOCK',
    {
      spans: [
        { stage: 'prefill', startNs: 300, endNs: 330 },
        { stage: 'decode', startNs: 329, endNs: 350 },
      ],
    },
  ],
  [
    'stages out of order',
    'EVENTS_ORDER',
    {
      spans: [
        { stage: 'decode', startNs: 300, endNs: 330 },
        { stage: 'prefill', startNs: 330, endNs: 350 },
      ],
    },
  ],
  ['no spans', 'EVENTS_MALFORMED', { spans: [] }],
  ['tokens that go backwards', 'EVENTS_CLOCK', { tokenNs: [340, 330] }],
  ['a token after the end', 'EVENTS_CLOCK', { tokenNs: [340, 351] }],
  ['a token before the start', 'EVENTS_CLOCK', { tokenNs: [299, 350] }],
  ['a token time too few', 'EVENTS_PLAN', { tokenNs: [350] }],
  ['more tokens than allowed', 'EVENTS_PLAN', { tokenNs: [310, 320, 330, 340, 350], tokenCount: 5 }],
  ['NaN written as null', 'EVENTS_MALFORMED', { tokenCount: null }],
  ['a fraction of a nanosecond', 'EVENTS_MALFORMED', { tokenNs: [310.5, 350] }],
  ['a hash that is none', 'EVENTS_MALFORMED', { tokenIds: 'abc' }],
  ['an unknown thermal state', 'EVENTS_MALFORMED', { thermal: 'boiling' }],
  ['a wrong cycle', 'EVENTS_ORDER', { cycle: 1 }],
  ['a warm-up after a measured iteration', 'EVENTS_ORDER', { phase: 'warmup' }],
])('an iteration with %s is %s', (_what, code, change) => {
  expect(codeOf(file([...honest.slice(0, 4), iteration(2, 8, change)]))).toBe(code);
});

const OF_NOTHING = createHash('sha256').update('').digest('hex');
const OF_TEXT = createHash('sha256').update('blue').digest('hex');

test.each<[string, string, Event]>([
  ['the tokens of another answer and another text', 'EVENTS_ANSWERS', { answer: 'blue' }],
  ['the tokens of another answer and another number of them', 'EVENTS_ANSWERS', { tokenNs: [350], tokenCount: 1 }],
  ['tokens and the hash of none', 'EVENTS_ANSWERS', { tokenIds: OF_NOTHING }],
  ['no tokens and the hash of some', 'EVENTS_ANSWERS', { tokenNs: [], tokenCount: 0, tokenIds: 'c'.repeat(64) }],
  ['fewer tokens than its length as what ended it', 'EVENTS_ANSWERS', { finishReason: 'length' }],
  ['another end than answers have', 'EVENTS_MALFORMED', { finishReason: 'bored' }],
  ['the hash of its text as that of its tokens', 'EVENTS_ANSWERS', { answer: 'blue', tokenIds: OF_TEXT }],
  [
    'no tokens and an honest hash of none',
    'complete',
    { tokenNs: [], tokenCount: 0, tokenIds: OF_NOTHING, answer: '' },
  ],
  ['other tokens and the same text', 'complete', { tokenIds: 'c'.repeat(64) }],
  ['a first token before its logits', 'EVENTS_CLOCK', { tokenNs: [315, 350] }],
])('an iteration with %s is %s', (_what, code, change) => {
  expect(codeOf(file([...honest.slice(0, 4), iteration(2, 8, change)]))).toBe(code);
});

test('tokens that never make a text are EVENTS_ANSWERS where answers are asked for', () => {
  const silent = [hello, load, ...[7, 7, 8].map((question, index) => iteration(index, question, { answer: '' }))];
  expect(codeOf(file(silent))).toBe('EVENTS_ANSWERS');
  expect(codeOf(file(silent), { ...plan, record: { ...plan.record, answers: false } })).toBe('complete');
});

test('warm-ups ask the planned questions too, in the first cycle only', () => {
  expect(codeOf(file([hello, load, iteration(0, 8), ...honest.slice(3)]))).toBe('EVENTS_PLAN');
  const unload = { event: 'unload', startNs: 360, endNs: 361, footprintBytes: 4 };
  const again = [{ ...load, startNs: 370, endNs: 380 }, iteration(3, 7, { cycle: 1, phase: 'warmup' })];
  const asked = [iteration(4, 7, { cycle: 1 }), iteration(5, 8, { cycle: 1 }), { ...unload, startNs: 700, endNs: 701 }];
  expect(codeOf(file([...honest, unload, ...again, ...asked]), { ...plan, cycles: 2 })).toBe('EVENTS_PLAN');
});

test('what stood before the break is kept', () => {
  const reading = readEvents(file([...honest.slice(0, 4), iteration(2, 8, { spans: [] })]), plan);
  if (reading.kind === 'complete') throw new Error('the file is broken');
  expect(reading.recorded.fingerprint?.identity).toMatchObject({ bundleId: 'com.example' });
  expect(reading.recorded.iterations).toHaveLength(2);
});

test('cycles load, ask and unload in turn', () => {
  const unload = (startNs: number): Event => ({ event: 'unload', startNs, endNs: startNs + 1, footprintBytes: 4 });
  const cycles = { ...plan, cycles: 2, warmupIterations: 0, iterations: plan.iterations.slice(0, 1) };
  const first = [load, iteration(0, 7, { phase: 'measured' }), unload(160)];
  const again = [{ ...load, startNs: 170, endNs: 180, cache: 'warm' }, iteration(1, 7, { cycle: 1 }), unload(260)];
  expect(codeOf(file([hello, ...first, ...again]), cycles)).toBe('complete');
  expect(codeOf(file([hello, ...first, ...again.slice(0, 2)]), cycles)).toBe('EVENTS_PLAN');
  expect(codeOf(file([hello, ...first]), cycles)).toBe('EVENTS_PLAN');
});

test('a sustained plan goes round its questions', () => {
  const sustained = { ...plan, sustainForMs: 1000 };
  expect(codeOf(file([...honest, iteration(3, 7)]), sustained)).toBe('complete');
  expect(codeOf(file([...honest, iteration(3, 8)]), sustained)).toBe('EVENTS_PLAN');
});

test('a file is finished when its last line is whole and says so', () => {
  const whole = file(honest);
  expect(isFinished(whole)).toBe(true);
  expect(isFinished(whole.subarray(0, -1))).toBe(false);
  expect(isFinished(Buffer.from('{"event":"error","code":"DEADLINE","message":""}\n'))).toBe(true);
  expect(isFinished(Buffer.from(`${JSON.stringify(load)}\n`))).toBe(false);
  expect(isFinished(Buffer.from('done\n'))).toBe(false);
  expect(isFinished(Buffer.alloc(0))).toBe(false);
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      expect(codeOf(bytes)).not.toBe('complete');
      expect(isFinished(bytes)).toBe(false);
    }),
  );
});

test('no JSON lines make the reader throw', () => {
  const line = fc.oneof(
    fc.jsonValue(),
    fc.record({ event: fc.constantFrom('hello', 'load', 'iteration', 'done', 'error', 'unload') }),
    fc.constantFrom(...honest),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const bytes = Buffer.from(lines.map((value) => `${JSON.stringify(value)}\n`).join(''));
      expect(codeOf(bytes)).toMatch(/^(EVENTS|AGENT)_/);
    }),
  );
});

test('a file with any one byte changed is never read as another record', () => {
  const whole = file(honest);
  const iterations = (bytes: Uint8Array): unknown => {
    const reading = readEvents(bytes, plan);
    return reading.kind === 'complete' ? reading.record.iterations : 'broken';
  };
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
      const changed = Buffer.from(whole);
      changed[position] = (changed[position] ?? 0) ^ flip;
      expect(['broken', iterations(whole)]).toContainEqual(iterations(changed));
    }),
  );
});

test('every cut of a file is torn, and never more than the whole', () => {
  const whole = file(honest);
  for (let length = 1; length < whole.length; length += 1)
    expect(codeOf(whole.subarray(0, length))).toBe('EVENTS_TORN');
});
