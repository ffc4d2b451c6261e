import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import type { AgentRecord } from '#devices/agent/events.ts';
import type { Question } from '#harness/domain/dataset.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import { BUILDS } from './builds.ts';
import { InstalledApp, planFor, type RunningApp, STATE } from './installed-app.fixture.ts';

const app = new InstalledApp();
let smoke: LoadedDataset;
let captions: readonly Question[];
/** A launch of each, which several tests look at. */
let smokeLaunch: AgentRecord;
let captionsLaunch: AgentRecord;

beforeAll(async () => {
  await app.install();
  smoke = await shapesVqa().load('smoke');
  captions = (await shapesVqa().load('captions')).questions.slice(0, 4);
  smokeLaunch = await recordOf(app.start(planFor(smoke.questions)));
  captionsLaunch = await recordOf(app.start(planFor(captions)));
});
afterAll(() => app.close());

async function recordOf(running: RunningApp): Promise<AgentRecord> {
  const reading = await running.finished();
  if (reading.kind !== 'complete') throw new Error(`${reading.code}: ${reading.message}`);
  return reading.record;
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

const encodeNs = (record: AgentRecord): number =>
  median(record.iterations.map(({ spans }) => (spans[1]?.endNs ?? 0) - (spans[1]?.startNs ?? 0)));

test('a launch answers its questions, and most of them well', () => {
  const record = smokeLaunch;
  const measured = record.iterations.filter(({ phase }) => phase === 'measured');
  const scores = measured.map(({ answer }, index) => {
    const question = smoke.questions[index];
    return question === undefined ? 0 : (smoke.score(question, answer)?.score ?? 0);
  });
  expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThan(0.6);
  expect(record.fingerprint).toMatchObject({
    version: BUILDS.reference.version,
    identity: { kind: 'ios', bundleId: 'dev.fastvlmbench.app', buildNumber: BUILDS.reference.buildNumber },
    deviceModel: 'iPhone17,1',
    osVersion: '26.1',
  });
  expect(record.loads).toMatchObject([{ cache: 'cold' }]);
  expect(record.peakFootprintBytes).toBeGreaterThanOrEqual(record.loads[0]?.footprintBytes ?? Infinity);
  expect(record.cpuTimeMs).toBeGreaterThan(0);
});

test('a measured app does nothing but what it is measured at: the runtime keeps and sends no data of its own', () => {
  expect(app.otherFiles()).toEqual([]);
});

test('stages follow one another without gaps, and the first token ends the prefill', () => {
  for (const { spans, tokenNs, tokenCount } of captionsLaunch.iterations) {
    expect(spans.map(({ stage }) => stage)).toEqual(['preprocess', 'visionEncode', 'prefill', 'decode']);
    expect(spans.slice(1).map(({ startNs }) => startNs)).toEqual(spans.slice(0, -1).map(({ endNs }) => endNs));
    expect(tokenNs[0]).toBe(spans[2]?.endNs);
    expect(tokenNs.at(-1)).toBe(spans[3]?.endNs);
    expect(tokenNs).toHaveLength(tokenCount);
    expect(tokenCount).toBeGreaterThan(5);
  }
});

test('two launches give the same tokens; one-word answers have no decode stage', async () => {
  const [one, other] = [smokeLaunch, await recordOf(app.start(planFor(smoke.questions)))];
  expect(other.iterations.map(({ tokenIdsSha256 }) => tokenIdsSha256)).toEqual(
    one.iterations.map(({ tokenIdsSha256 }) => tokenIdsSha256),
  );
  expect(one.iterations.filter(({ tokenCount }) => tokenCount === 1).map(({ spans }) => spans.length)).toContain(3);
});

test('an answer ends with the allowed number of tokens, and may be asked not to stop before', async () => {
  const decoding = { maxOutputTokens: 5, stopAtEndOfSequence: true };
  const short = await recordOf(app.start(planFor(captions, { decoding })));
  expect(short.iterations.map(({ tokenCount }) => tokenCount)).toEqual(Array.from({ length: 5 }, () => 5));
  expect(new Set(short.iterations.map(({ finishReason }) => finishReason))).toEqual(new Set(['length']));
  expect(new Set(captionsLaunch.iterations.map(({ finishReason }) => finishReason))).toEqual(
    new Set(['endOfSequence']),
  );
  const long = { maxOutputTokens: 60, stopAtEndOfSequence: false };
  const fixed = await recordOf(app.start(planFor(captions.slice(0, 1), { decoding: long })));
  expect(fixed.iterations.map(({ tokenCount }) => tokenCount)).toEqual([60, 60]);
});

test('what the plan does not ask for is not reported', async () => {
  const record = { footprintIntervalMs: null, tokenTimestamps: false, answers: false };
  const { iterations } = await recordOf(app.start(planFor(captions.slice(0, 1), { record })));
  for (const { tokenNs, answer } of iterations) expect({ tokenNs, answer }).toEqual({ tokenNs: [], answer: '' });
});

test('cycles load cold once, then warm, and give the memory back', async () => {
  const plan = planFor(captions.slice(0, 2), { cycles: 8, warmupIterations: 1 });
  const { loads, unloads, iterations, footprints } = await recordOf(app.start(plan));
  expect(loads.map(({ cache }) => cache)).toEqual(['cold', ...Array.from({ length: 7 }, () => 'warm')]);
  expect(iterations).toHaveLength(1 + 8 * 2);
  expect(footprints.filter(({ mark }) => mark === 'afterUnload')).toHaveLength(8);
  const [fourth, last] = [unloads[3]?.footprintBytes ?? 0, unloads[7]?.footprintBytes ?? Infinity];
  // A model that stays in memory weighs more than 10 MiB a cycle.
  expect((last - fourth) / 4).toBeLessThan(4 * 2 ** 20);
});

test('a sustained launch goes round its questions until the time is over, and samples the footprint where the plan asks for it', async () => {
  const record = { footprintIntervalMs: 20, tokenTimestamps: true, answers: true };
  const { iterations, footprints } = await recordOf(app.start(planFor(captions, { record, sustainForMs: 1200 })));
  const measured = iterations.filter(({ phase }) => phase === 'measured');
  const [startNs, endNs] = [measured[0]?.spans[0]?.startNs ?? 0, measured.at(-1)?.spans.at(-1)?.endNs ?? 0];
  expect(measured.length).toBeGreaterThan(captions.length);
  expect((endNs - startNs) / 1e6).toBeGreaterThan(1000);
  expect(footprints.filter(({ mark }) => mark === null).length).toBeGreaterThan(4);
  expect(footprints.some(({ mark }) => mark === 'peakPrefill')).toBe(true);
});

test('a slower phone is slower in every stage, and says the same', async () => {
  const fast = captionsLaunch;
  app.setState({ ...STATE, speedFactor: 0.2, thermal: 'fair', lowPowerMode: true });
  const slow = await recordOf(app.start(planFor(captions)));
  app.setState(STATE);
  expect(encodeNs(slow) / encodeNs(fast)).toBeGreaterThan(2);
  expect(slow.iterations.map(({ answer }) => answer)).toEqual(fast.iterations.map(({ answer }) => answer));
  expect(slow).toMatchObject({ thermalAtStart: 'fair', lowPowerMode: true });
});

test('a phone that grows hot while questions are asked is reported at the next question', async () => {
  const running = app.start(planFor(captions, { sustainForMs: 20_000 }));
  await running.hasWritten('"phase":"measured"');
  app.setState({ ...STATE, thermal: 'serious' });
  await running.hasWritten('"thermal":"serious"');
  app.setState(STATE);
  const told = running.events().toString();
  // It would work on for long.
  running.child.kill('SIGKILL');
  expect(told.match(/"event":"thermal","atNs":\d+,"state":"serious"/)).toHaveLength(1);
  expect(told.indexOf('"event":"thermal"')).toBeLessThan(told.indexOf('"thermal":"serious"'));
});

test.each<[string, string, string]>([
  ['a plan that is no plan', '{}', 'PLAN_INVALID'],
  ['a plan that is no JSON', 'plan', 'PLAN_INVALID'],
])('%s is refused in the events', async (_name, text, code) => {
  expect(await app.start(planFor(captions), text).error()).toMatchObject({ event: 'error', code });
});

test('an unknown model, a missing image and a damaged one are refused by name', async () => {
  expect(await app.start(planFor(captions, { model: 'large' })).error()).toMatchObject({ code: 'MODEL_NOT_FOUND' });
  const [question] = planFor(captions).iterations;
  const [missing, damaged] = [`${'0'.repeat(64)}.png`, `${'1'.repeat(64)}.png`];
  writeFileSync(app.path(`bench/data/shapes/${damaged}`), 'x');
  for (const [image, code] of [
    [missing, 'DATA_MISSING'],
    [damaged, 'DATA_MISSING'],
  ] as const) {
    const plan = planFor(captions, { iterations: question === undefined ? [] : [{ ...question, image }] });
    expect(await app.start(plan).error()).toMatchObject({ code, message: expect.stringContaining(image) });
  }
  rmSync(app.path(`bench/data/shapes/${damaged}`));
});

test('an image that cannot be read costs its question, whatever the plan does with it, and ends no launch', async () => {
  const broken = Buffer.from('GIF89a, which the app does not read');
  const image = `${createHash('sha256').update(broken).digest('hex')}.jpg`;
  writeFileSync(app.path(`bench/data/shapes/${image}`), broken);
  const [first, second] = planFor(captions).iterations;
  if (first === undefined || second === undefined) throw new Error('there are captions');
  const iterations = [{ ...first, image }, second];
  const reading = await app.start(planFor(captions, { iterations, warmupIterations: 1 })).finished();
  if (reading.kind === 'broken') throw new Error(reading.message);
  expect(reading.record.iterations.map(({ questionId }) => questionId)).toEqual([second.questionId]);
  const reason = 'The image is a GIF image, neither PNG nor JPEG.';
  expect(reading.record.skipped).toMatchObject([
    { phase: 'warmup', image, reason },
    { phase: 'measured', image, reason },
  ]);
  const alone = planFor(captions, { iterations: [{ ...first, image }], sustainForMs: 20_000 });
  expect(await app.start(alone).finished()).toMatchObject({ kind: 'complete', record: { iterations: [] } });
  rmSync(app.path(`bench/data/shapes/${image}`));
});

test('a launch that is not over in time says so', async () => {
  const reading = await app.start(planFor(captions, { deadlineMs: 1 })).finished();
  expect(reading).toMatchObject({ kind: 'broken', code: 'AGENT_DEADLINE', recorded: { loads: [{ cache: 'cold' }] } });
});

test('the app stays when it is done', async () => {
  const running = app.start(planFor(captions.slice(0, 1)));
  await running.finished();
  expect(running.child.exitCode).toBeNull();
});

test('the app goes when its phone goes', async () => {
  const phone = app.startWithPhone(planFor(captions.slice(0, 1)));
  await phone.finished();
  // Phone and app hold the same pipe: it ends when the last of them has ended.
  const ended = once(phone.child.stdout.resume(), 'end');
  phone.child.kill('SIGKILL');
  await ended;
  expect(phone.child.signalCode).toBe('SIGKILL');
});
