/**
 * What measuring on the machine of the harness costs: the stages of the measured loop beside the same calls of
 * onnxruntime-node without it, in turn in one process, by CPU time; then whole runs, from the command to the verdict.
 * Usage: host.ts [rounds] [runs]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { Bench, type FnReturnedObject } from 'tinybench';
import { percent, ms, printMachine, printRows, timings, write } from '#benchmarks/print/print.ts';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { answerQuestion } from '#devices/agent-node/answer.ts';
import { cpuClock, wallClock } from '#devices/agent-node/clock.ts';
import { DEFAULT_RUNTIME_OPTIONS } from '#devices/agent-node/runtime-options.ts';
import { VisionLanguageModel } from '#devices/agent-node/vlm/vision-language-model.ts';
import type { AgentPlan } from '#devices/agent/protocol.ts';
import { packageBuild } from '#devices/virtual-iphone/app/package.ts';
import { reapedChildrenCpuMs } from '#devices/virtual-iphone/system/process-probe.ts';

const CLI = fileURLToPath(new URL('../../cli.ts', import.meta.url));
const MODEL = fileURLToPath(new URL('../../devices/virtual-iphone/app/models/nano', import.meta.url));
/** Of each task in a round: few, so that both meet the same noise. */
const CALLS = 6;
const LIMIT = 0.02;
const LEAST = 0.1;
const STAMPS = 10_000;
/** At the start and after pre-processing, vision encoder and prefill. */
const STAGE_STAMPS = 4;
const LONG_ANSWER: Pick<AgentPlan, 'decoding' | 'record'> = {
  decoding: { maxOutputTokens: 16, stopAtEndOfSequence: false },
  record: { footprintIntervalMs: null, tokenTimestamps: true, answers: true },
};

type Call = { readonly session: InferenceSession; readonly feeds: InferenceSession.FeedsType };
const DIRECT = 'onnxruntime-node directly';
const UNMEASURED = 'with the code of the model around it';
const LOOP = 'the same in the measured loop';

/** All calls of the runtime that some work makes, with what they are fed. */
async function callsOf(work: () => Promise<unknown>): Promise<readonly Call[]> {
  const calls: Call[] = [];
  // The type names only what makes sessions; at run time it is their class.
  const { prototype } = InferenceSession as unknown as { readonly prototype: { run: InferenceSession['run'] } };
  const { run } = prototype;
  prototype.run = async function record(this: InferenceSession, feeds: InferenceSession.FeedsType) {
    calls.push({ session: this, feeds });
    return Reflect.apply(run, this, [feeds]);
  };
  try {
    await work();
  } finally {
    prototype.run = run;
  }
  return calls;
}

async function overhead(rounds: number): Promise<void> {
  const model = await VisionLanguageModel.load(MODEL, DEFAULT_RUNTIME_OPTIONS, null);
  const [question] = (await shapesVqa().load('smoke')).questions;
  if (question === undefined) throw new Error('there is no question');
  const image = readFileSync(question.imagePath);
  // By the CPU time of the main thread, which does all of the work: other work on the machine is in no number.
  const clock = cpuClock();
  const ask = async (): ReturnType<typeof answerQuestion> =>
    answerQuestion(model, image, question.text, LONG_ANSWER as AgentPlan, { clock });
  const loop = async (): Promise<FnReturnedObject> => {
    const { spans } = await ask();
    const networks = spans.filter(({ stage }) => stage !== 'preprocess');
    return { overriddenDuration: networks.reduce((sum, { startNs, endNs }) => sum + endNs - startNs, 0) / 1e6 };
  };
  const calls = await callsOf(ask);
  // Every task prepares its image first, outside of what is timed: what that leaves in caches and heap meets all alike.
  const direct = async (): Promise<FnReturnedObject> => {
    await model.preprocess(image);
    const startNs = clock.now();
    for (const { session, feeds } of calls) await session.run(feeds);
    return { overriddenDuration: (clock.now() - startNs) / 1e6 };
  };
  const unmeasured = async (): Promise<FnReturnedObject> => {
    const pixels = await model.preprocess(image);
    const startNs = clock.now();
    const { maxOutputTokens } = LONG_ANSWER.decoding;
    let sequence = await model.prefill(await model.encode(pixels), question.text, maxOutputTokens);
    for (let token = 1; token < maxOutputTokens; token += 1) sequence = await model.decodeStep(sequence);
    return { overriddenDuration: (clock.now() - startNs) / 1e6 };
  };
  const tasks = [
    [DIRECT, direct],
    [UNMEASURED, unmeasured],
    [LOOP, loop],
  ] as const;
  const found = new Map<string, number[]>(tasks.map(([name]) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const bench = new Bench({ iterations: CALLS, time: 0, warmupIterations: 1, warmupTime: 0 });
    // Who goes first changes, so that what one leaves behind meets the others in turn.
    for (const [name, work] of [...tasks.slice(round % 3), ...tasks.slice(0, round % 3)]) bench.add(name, work);
    for (const { name, medianMs } of await timings(bench)) found.get(name)?.push(medianMs);
  }
  write(`${calls.length} calls of the runtime a question, ${rounds} rounds of ${CALLS}\n`);
  // The tenth of the rounds that other work disturbed least; the medians show how much it disturbed the others.
  const at = (name: string, fraction: number): number => {
    const sorted = (found.get(name) ?? []).toSorted((a, b) => a - b);
    return sorted[Math.floor(fraction * (sorted.length - 1))] ?? Number.NaN;
  };
  printRows(
    ['vision encoder, prefill and decoding', 'CPU ms, least disturbed', 'median'],
    tasks.map(([name]) => [name, ms(at(name, LEAST)), ms(at(name, 0.5))]),
  );
  const share = (name: string, other: string): string => percent(at(name, LEAST) / at(other, LEAST) - 1);
  const stampsMs = (await stampMs()) * (LONG_ANSWER.decoding.maxOutputTokens + STAGE_STAMPS);
  const ofStages = stampsMs / at(UNMEASURED, LEAST);
  write(`the stamps of a question take ${(stampsMs * 1000).toFixed(1)} µs, ${(100 * ofStages).toFixed(3)} % of that\n`);
  write(`the measured loop adds ${share(LOOP, UNMEASURED)} (limit ${percent(LIMIT)})\n`);
  write(`the code of the model adds ${share(UNMEASURED, DIRECT)} to the runtime\n`);
}

/** One stamp of the clock that launches are timed by, in milliseconds. */
async function stampMs(): Promise<number> {
  const clock = wallClock();
  const bench = new Bench({ iterations: 50, time: 0, warmupIterations: 5, warmupTime: 0 });
  bench.add('stamps', () => {
    for (let stamp = 0; stamp < STAMPS; stamp += 1) clock.now();
  });
  const [stamps] = await timings(bench);
  return (stamps?.medianMs ?? Number.NaN) / STAMPS;
}

async function wholeRuns(runs: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-benchmark-'));
  try {
    const [reference, rebuilt] = [await packageBuild('reference', folder), await packageBuild('rebuilt', folder)];
    const rows: string[][] = [];
    for (let run = 1; run <= runs; run += 1) {
      const builds = ['--candidate', rebuilt, '--baseline', reference, '--out', join(folder, `run-${run}`)];
      const [startMs, reapedMs] = [performance.now(), reapedChildrenCpuMs() ?? Number.NaN];
      const argv = [CLI, 'run', '--suite', 'smoke', '--device', 'host', ...builds];
      const { status } = spawnSync(process.execPath, argv, { cwd: folder, stdio: 'ignore' });
      const seconds = (performance.now() - startMs) / 1000;
      const cpuMs = (reapedChildrenCpuMs() ?? Number.NaN) - reapedMs;
      rows.push([String(run), String(status), `${seconds.toFixed(1)} s`, `${(cpuMs / 1000).toFixed(1)} s`, loadText()]);
    }
    printRows(
      ['run --suite smoke --device host', 'exit code', 'to the verdict', 'CPU time', 'load average after it'],
      rows,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function loadText(): string {
  return (loadavg()[0] ?? Number.NaN).toFixed(1);
}

const [rounds = '40', runs = '3'] = process.argv.slice(2);
printMachine('Measuring on the machine of the harness');
write(`Load average before: ${loadText()}\n`);
await overhead(Number(rounds));
if (Number(runs) > 0) await wholeRuns(Number(runs));
