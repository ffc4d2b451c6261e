import type { Device, ThermalState } from '#harness/domain/device.ts';
import type {
  Energy,
  Footprint,
  Iteration,
  Measured,
  ModelLoad,
  Span,
  Stage,
  Unload,
} from '#harness/domain/measured.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { sustainForMs } from '#harness/domain/sustain.ts';
import type { QuantityId } from './profile.ts';
import type { SimulatedQuestion } from './simulated-questions.ts';

const NS_PER_MS = 1e6;
const MS_PER_S = 1000;
/** From the start of the process to the start of the first load. */
const START_MS = 50;
const UNLOAD_MS = 5;
const IDLE_WATTS = 0.8;
/**
 * A one-word answer and the end of the text; an answer of a sentence, long enough to show how fast the model decodes.
 */
const [SHORT_ANSWER_TOKENS, LONG_ANSWER_TOKENS] = [2, 12];
/** Footprint of an app without a model, as a share of the one after loading. */
const UNLOADED_SHARE = 0.2;

/** How the quantities fall out in one launch. */
export type LaunchDraw = {
  /** In the unit of the metric. */
  readonly level: (quantity: QuantityId) => number;
  /** A factor around 1 for one iteration; for a leak, bytes around 0 for one cycle. */
  readonly wobble: (quantity: QuantityId) => number;
  readonly thermal: ThermalState;
};

/** Everything an app would have reported of one launch of a pass, on a time line that starts with its process. */
export function simulateMeasured(
  pass: Pass,
  questions: readonly SimulatedQuestion[],
  draw: LaunchDraw,
  device: Device,
): Measured {
  const { cycles, warmupIterations, energyRefreshes } = pass.protocol;
  const clock = createTimeline();
  const loads: ModelLoad[] = [];
  const unloads: Unload[] = [];
  const iterations: Iteration[] = [];
  const footprints: Footprint[] = [];
  const ask = (position: number, phase: Iteration['phase'], cycle: number): void => {
    const question = questions[position % questions.length];
    if (question === undefined) return;
    iterations.push(answerOf(pass, question, { index: iterations.length, phase, cycle }, draw, clock));
    if (pass.protocol.footprintIntervalMs !== null) readFootprint(draw.level('peakMemory') + cycle * leakBytes, null);
  };
  const readFootprint = (bytes: number, mark: string | null): void => {
    footprints.push({ atNs: clock.nowNs(), bytes, mark });
  };
  const loadedBytes = draw.level('memoryAfterLoad');
  const leakBytes = draw.level('leakPerCycle');
  const windowMs = sustainForMs(pass.protocol, device) ?? 0;

  clock.pass(START_MS);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    const load = cycle === 0 ? 'modelLoadCold' : 'modelLoadWarm';
    const span = clock.pass(draw.level(load) * draw.wobble(load));
    const footprintBytes = loadedBytes + cycle * leakBytes;
    loads.push({ ...span, cache: cycle === 0 ? 'cold' : 'warm', footprintBytes });
    readFootprint(footprintBytes, 'afterLoad');
    const warmups = cycle === 0 ? warmupIterations : 0;
    for (let count = 0; count < warmups; count += 1) ask(count, 'warmup', cycle);
    const startNs = clock.nowNs();
    for (let asked = 0; asked < questions.length || clock.nowNs() - startNs < windowMs * NS_PER_MS; asked += 1) {
      ask(asked, 'measured', cycle);
    }
    if (cycles > 1) {
      const left = UNLOADED_SHARE * loadedBytes + (cycle + 1) * leakBytes + draw.wobble('leakPerCycle');
      unloads.push({ ...clock.pass(UNLOAD_MS), footprintBytes: left });
      readFootprint(left, 'afterUnload');
    }
  }
  return {
    kind: 'measured',
    loads,
    unloads,
    iterations,
    footprints,
    peakFootprintBytes: Math.max(draw.level('peakMemory'), ...footprints.map(({ bytes }) => bytes)),
    cpuTimeMs: null,
    energy: energyRefreshes === null ? null : energyOf(iterations.length, energyRefreshes, clock, draw),
  };
}

function answerOf(
  pass: Pass,
  question: SimulatedQuestion,
  place: Pick<Iteration, 'index' | 'phase' | 'cycle'>,
  draw: LaunchDraw,
  clock: Timeline,
): Iteration {
  const spans: Span[] = [];
  const stage = (name: Stage, quantity: QuantityId, times: number): Span => {
    const span = { stage: name, ...clock.pass(draw.level(quantity) * draw.wobble(quantity) * times) };
    spans.push(span);
    return span;
  };
  stage('preprocess', 'preprocess', 1);
  stage('visionEncode', 'visionEncode', 1);
  const prefill = stage('prefill', 'prefill', 1);
  const asked = question.score === null ? LONG_ANSWER_TOKENS : SHORT_ANSWER_TOKENS;
  const tokens = Math.min(pass.workload.maxOutputTokens, asked);
  // The first token comes with the end of prefill; decoding makes the others, evenly in time.
  const decode = stage('decode', 'interTokenP50', tokens - 1);
  const gapNs = (decode.endNs - decode.startNs) / Math.max(1, tokens - 1);
  return {
    ...place,
    questionId: question.id,
    spans,
    tokenNs: Array.from({ length: tokens }, (_, index) => prefill.endNs + index * gapNs),
    tokenCount: tokens,
    tokenIdsSha256: `answer to ${question.id}`,
    answer: `${question.score === 0 ? 'wrong' : 'right'} answer to ${question.id}`,
    thermal: draw.thermal,
    score: question.score,
    agrees: question.score === null ? null : question.score === 1,
  };
}

function energyOf(answers: number, refreshes: number, clock: Timeline, draw: LaunchDraw): Energy {
  const windowMs = clock.nowNs() / NS_PER_MS;
  return {
    totalJoules: answers * draw.level('energyPerAnswer') + IDLE_WATTS * (windowMs / MS_PER_S),
    windowMs,
    idleWatts: IDLE_WATTS,
    refreshes,
    confidence: 'measured',
  };
}

/** The process clock of a simulated app: what happens takes its time, one thing after another. */
type Timeline = {
  readonly nowNs: () => number;
  readonly pass: (durationMs: number) => { readonly startNs: number; readonly endNs: number };
};

function createTimeline(): Timeline {
  let atNs = 0;
  return {
    nowNs: () => atNs,
    pass: (durationMs) => {
      const startNs = atNs;
      atNs += durationMs * NS_PER_MS;
      return { startNs, endNs: atNs };
    },
  };
}
