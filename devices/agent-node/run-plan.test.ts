import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { type EventsReading, readEvents } from '#devices/agent/events.ts';
import type { AgentPlan } from '#devices/agent/protocol.ts';
import { type AgentContext, NO_HOOKS } from './agent-context.ts';
import { cpuClock } from './clock.ts';
import type { EventLog } from './event-log.ts';
import { runPlan } from './run-plan.ts';
import { DEFAULT_RUNTIME_OPTIONS } from './runtime-options.ts';

const NANO = join(import.meta.dirname, '../virtual-iphone/app/models/nano');
const { questions } = await shapesVqa().load('smoke');
const PLAN: AgentPlan = {
  protocol: 1,
  nonce: 'n',
  deadlineMs: 600_000,
  model: 'default',
  decoding: { maxOutputTokens: 8, stopAtEndOfSequence: true },
  promptTemplate: '{question}',
  imageSizePx: null,
  data: 'bench/data/m',
  warmupIterations: 1,
  iterations: questions
    .slice(0, 2)
    .map(({ id, imageSha256, text }) => ({ questionId: id, image: `${imageSha256}.png`, question: text })),
  cycles: 1,
  sustainForMs: null,
  record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
};

/** A folder as the harness leaves it for an app; `text` stands for the plan. */
function documentsWith(text: string): string {
  const documents = mkdtempSync(join(tmpdir(), 'run-plan-'));
  onTestFinished(() => rmSync(documents, { recursive: true }));
  mkdirSync(join(documents, PLAN.data), { recursive: true });
  mkdirSync(join(documents, 'bench/n'));
  writeFileSync(join(documents, 'bench/n/plan.json'), text);
  for (const { imagePath, imageSha256 } of questions.slice(0, 2)) {
    copyFileSync(imagePath, join(documents, PLAN.data, `${imageSha256}.png`));
  }
  return documents;
}

/** An app that is no phone: it knows no thermal state, no Low Power Mode, and steps in nowhere. */
function plainContext(documents: string, log: EventLog): AgentContext {
  return {
    identity: {
      agent: { name: 'plain', version: '2' },
      app: { bundleId: 'plain', version: '1', build: '1', binaryUuid: 'u' },
      models: [],
      device: { model: 'computer', osVersion: '1', osBuild: '1' },
    },
    modelFolder: NANO,
    options: DEFAULT_RUNTIME_OPTIONS,
    documents,
    log,
    clock: cpuClock(),
    conditions: () => ({}),
    hooks: NO_HOOKS,
  };
}

async function run(documents: string, context = plainContext, plan = PLAN): Promise<EventsReading> {
  await runPlan('bench/n/plan.json', documents, (log) => context(documents, log));
  return readEvents(readFileSync(join(documents, 'bench/n/events.ndjson')), plan);
}

test('an app that is no phone answers a plan in full, and says nothing of what it cannot ask', async () => {
  const reading = await run(documentsWith(JSON.stringify(PLAN)));
  if (reading.kind === 'broken') throw new Error(reading.message);
  const { iterations, thermalAtStart, lowPowerMode, fingerprint } = reading.record;
  expect(iterations.map(({ phase, thermal }) => [phase, thermal])).toEqual([
    ['warmup', null],
    ['measured', null],
    ['measured', null],
  ]);
  expect({ thermalAtStart, lowPowerMode }).toEqual({ thermalAtStart: null, lowPowerMode: null });
  expect(fingerprint).toMatchObject({ agent: 'plain 2', deviceModel: 'computer' });
});

test('nothing is written while a question is answered', async () => {
  const documents = documentsWith(JSON.stringify(PLAN));
  const events = join(documents, 'bench/n/events.ndjson');
  const clock = cpuClock();
  const looks: { readonly ns: number; readonly bytes: number }[] = [];
  const now = (): number => {
    const ns = clock.now();
    looks.push({ ns, bytes: statSync(events).size });
    return ns;
  };
  const reading = await run(documents, (of, log) => ({ ...plainContext(of, log), clock: { ...clock, now } }));
  if (reading.kind === 'broken') throw new Error(reading.message);
  for (const { spans } of reading.record.iterations) {
    const [startNs, endNs] = [spans[0]?.startNs ?? 0, spans.at(-1)?.endNs ?? 0];
    const sizes = looks.filter(({ ns }) => ns >= startNs && ns <= endNs).map(({ bytes }) => bytes);
    expect(sizes.length).toBeGreaterThan(spans.length);
    expect(new Set(sizes).size).toBe(1);
  }
});

test('an app that samples its footprint marks the largest one at the end of a prefill, and others never', async () => {
  const plan: AgentPlan = { ...PLAN, record: { ...PLAN.record, footprintIntervalMs: 5 } };
  const reading = await run(documentsWith(JSON.stringify(plan)), plainContext, plan);
  if (reading.kind === 'broken') throw new Error(reading.message);
  const { iterations, footprints } = reading.record;
  const times = footprints.map(({ atNs }) => atNs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const marked = footprints.filter(({ mark }) => mark === 'peakPrefill');
  const ends = iterations.map(({ spans }) => spans.find(({ stage }) => stage === 'prefill')?.endNs);
  expect(marked[0]?.atNs).toBe(ends[0]);
  expect(ends).toEqual(expect.arrayContaining(marked.map(({ atNs }) => atNs)));
  const sizes = marked.map(({ bytes }) => bytes);
  expect(sizes).toEqual([...new Set(sizes)].toSorted((a, b) => a - b));

  const silent = await run(documentsWith(JSON.stringify(PLAN)));
  if (silent.kind === 'broken') throw new Error(silent.message);
  expect(silent.record.footprints.map(({ mark }) => mark)).toEqual(['afterLoad']);
});

test('whatever keeps an app from a plan is its last event', async () => {
  expect(await run(documentsWith('{}'))).toMatchObject({ kind: 'broken', code: 'AGENT_PLAN_INVALID' });
  const failing = (): never => {
    throw new Error('no context', { cause: new Error('no model') });
  };
  expect(await run(documentsWith(JSON.stringify(PLAN)), failing)).toMatchObject({
    code: 'AGENT_INTERNAL',
    message: expect.stringContaining('no context no model'),
  });
});

test.each([
  ['before the last answer, costs the launch and keeps what was answered', 1, { code: 'AGENT_DEADLINE' }],
  ['in the last answer, is too late for anything but done', 3, { kind: 'complete' }],
])('a deadline that passes %s', async (_when, answers, expected) => {
  const clock = cpuClock();
  let [answered, passedNs] = [0, 0];
  const slow = (documents: string, log: EventLog): AgentContext => ({
    ...plainContext(documents, log),
    clock: { ...clock, now: () => clock.now() + passedNs },
    hooks: {
      ...NO_HOOKS,
      answer: (answer) => {
        answered += 1;
        if (answered === answers) passedNs = PLAN.deadlineMs * 1e6;
        return answer;
      },
    },
  });
  const reading = await run(documentsWith(JSON.stringify(PLAN)), slow);
  expect(reading).toMatchObject(expected);
  const { iterations } = reading.kind === 'complete' ? reading.record : reading.recorded;
  expect(iterations).toHaveLength(answers);
});

test.runIf(process.platform === 'linux')('an app whose phone is full ends its work and lives on', async () => {
  const documents = documentsWith(JSON.stringify(PLAN));
  symlinkSync('/dev/full', join(documents, 'bench/n/events.ndjson'));
  const running = runPlan('bench/n/plan.json', documents, (log) => plainContext(documents, log));
  await expect(running).resolves.toBeUndefined();
});

test('an app that is sent a plan of a later protocol says to the harness of that protocol what to update', async () => {
  const later = { protocol: 2, launch: { id: 7 } };
  expect(await run(documentsWith(JSON.stringify(later)))).toMatchObject({
    code: 'AGENT_PLAN_INVALID',
    message: expect.stringContaining('Update the agent in the app.'),
  });
});

test('a plan outside the documents is not touched', async () => {
  const documents = documentsWith('{}');
  await runPlan('../plan.json', join(documents, 'bench'), (log) => plainContext(documents, log));
  expect(existsSync(join(documents, 'events.ndjson'))).toBe(false);
});

test('an app that is asked for it says what the operators of each network took', async () => {
  const plan: AgentPlan = { ...PLAN, warmupIterations: 0, record: { ...PLAN.record, operatorTimes: true } };
  const documents = documentsWith(JSON.stringify(plan));
  const reading = await run(documents, plainContext, plan);
  if (reading.kind === 'broken') throw new Error(reading.message);
  const { iterations, operators } = reading.record;
  expect(operators.map(({ name }) => name)).toEqual([
    'onnx/vision_encoder.onnx',
    'onnx/embed_tokens.onnx',
    'onnx/decoder_model_merged.onnx',
  ]);
  const callsOf = (graph: number, operator: string): number => {
    const found = operators[graph];
    if (found?.kind !== 'read') throw new Error(`graph ${graph} was not read`);
    return found.operators.find((each) => each.operator === operator)?.calls ?? 0;
  };
  const tokens = iterations.reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  expect(callsOf(0, 'Conv') % iterations.length).toBe(0);
  expect(callsOf(0, 'Conv')).toBeGreaterThan(0);
  // The words of each question, and each token that is followed by another run.
  expect(callsOf(1, 'Gather')).toBeGreaterThanOrEqual(tokens);
  expect(callsOf(2, 'MatMul')).toBeGreaterThan(0);
});

test('an app that is not asked for it keeps no profiles', async () => {
  const documents = documentsWith(JSON.stringify(PLAN));
  const reading = await run(documents);
  expect(reading).toMatchObject({ kind: 'complete', record: { operators: [] } });
  expect(existsSync(join(documents, 'bench/n/profiles'))).toBe(false);
});

test('an app reports the tokens of an answer once, however often it gives it', async () => {
  const reading = await run(documentsWith(JSON.stringify(PLAN)));
  if (reading.kind === 'broken') throw new Error(reading.message);
  const { iterations } = reading.record;
  const hashes = new Set(iterations.map(({ tokenIdsSha256 }) => tokenIdsSha256));
  const told = iterations.filter(({ tokenIds }) => tokenIds !== undefined);
  expect(told.map(({ tokenIdsSha256 }) => tokenIdsSha256)).toEqual([...hashes]);
  for (const { tokenIds, tokenCount } of told) expect(tokenIds).toHaveLength(tokenCount);
});

test('an app that is asked for it says what its stages made, the same each time', async () => {
  const plan: AgentPlan = { ...PLAN, record: { ...PLAN.record, checksums: true } };
  const reading = await run(documentsWith(JSON.stringify(plan)), plainContext, plan);
  if (reading.kind === 'broken') throw new Error(reading.message);
  const [warmup, first, second] = reading.record.iterations.map(({ checksums }) => checksums);
  expect(first).toEqual({
    pixels: expect.stringMatching(/^[0-9a-f]{16}$/),
    projectedFeatures: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect(warmup).toEqual(first);
  expect(second?.pixels).not.toBe(first?.pixels);
  expect(second?.projectedFeatures).not.toBe(first?.projectedFeatures);
});
