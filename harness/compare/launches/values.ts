import type { Build } from '#harness/domain/build.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Energy, Iteration, Measured, ModelLoad, Stage } from '#harness/domain/measured.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import { mean } from '#harness/stats/moments.ts';
import { median, quantile } from '#harness/stats/quantile.ts';
import { theilSenSlope } from '#harness/stats/ranks/theil-sen.ts';
import { kneeMsOf, plateauOf, retentionOf, throughputOf } from './throughput.ts';
import { isMeasured } from '#harness/domain/outcome.ts';

/** Answers shorter than this have too few gaps between tokens to say how fast the model decodes. */
export const LONG_ANSWER_TOKENS = 8;

/** The first cycles fill caches and pools; growth there is no leak. */
const SETTLING_CYCLES = 3;
/** Fewer points than this give a slope that one of them decides. */
const MIN_LEAK_POINTS = 4;

const NS_PER_MS = 1e6;
const MS_PER_S = 1000;
const NANOJOULES_PER_JOULE = 1e9;

/**
 * One number for one launch, in the metric's unit, as METRICS defines it. Null when the launch has no value: it was not
 * measured, no answer was long enough, the device reports no energy.
 */
export function launchValue(metric: MetricId, launch: Launch, build: Build): number | null {
  if (metric === 'modelSize') return modelBytes(build);
  if (metric === 'modelLoadAfterInstall') return launch.preparation?.loadMs ?? null;
  return isMeasured(launch) ? rememberedValue(metric, launch.outcome) : null;
}

type ReportedMetricId = Exclude<MetricId, 'modelSize' | 'modelLoadAfterInstall'>;

/** The same launches are looked at again and again while a phone is measured; their values do not change. */
const remembered = new WeakMap<Measured, Remembered>();

type Remembered = { readonly iterations: readonly Iteration[]; readonly values: Map<ReportedMetricId, number | null> };

function rememberedValue(metric: ReportedMetricId, measured: Measured): number | null {
  const { iterations, values } = remembered.get(measured) ?? remember(measured);
  const before = values.get(metric);
  if (before !== undefined) return before;
  const value = measuredValue(metric, measured, iterations);
  values.set(metric, value);
  return value;
}

function remember(measured: Measured): Remembered {
  const known = { iterations: measured.iterations.filter(({ phase }) => phase === 'measured'), values: new Map() };
  remembered.set(measured, known);
  return known;
}

/** Configuration is left out: a changed option is a few bytes and no change of size. */
function modelBytes(build: Build): number {
  return build.models.filter(({ name }) => !/\.(json|txt|md)$/i.test(name)).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** @param iterations the measured ones */
function measuredValue(metric: ReportedMetricId, measured: Measured, iterations: readonly Iteration[]): number | null {
  switch (metric) {
    case 'modelLoadCold':
      return coldLoadMs(measured.loads);
    case 'modelLoadWarm':
      return median(laterWarmLoads(measured.loads).map(durationMs));
    case 'timeToFirstToken':
      return medianOf(iterations, timeToFirstTokenMs);
    case 'preprocess':
    case 'visionEncode':
    case 'prefill':
      return medianOf(iterations, (iteration) => stageMs(iteration, metric));
    case 'interTokenP50':
      return quantile(tokenGapsMs(iterations), 0.5);
    case 'interTokenP95':
      return quantile(tokenGapsMs(iterations), 0.95);
    case 'decodeRate':
      return decodeRate(iterations);
    case 'endToEnd':
      return medianOf(iterations, (iteration) => sinceFirstStageMs(iteration, iteration.tokenNs.at(-1)));
    case 'peakMemory':
      return measured.peakFootprintBytes;
    case 'memoryAfterLoad':
      return measured.loads[0]?.footprintBytes ?? null;
    case 'memoryAtPrefill':
      return largestMarked(measured, 'peakPrefill');
    case 'memoryAfterUnload':
      return measured.unloads.at(-1)?.footprintBytes ?? null;
    case 'memoryHeadroom':
      return measured.memoryLimitBytes === undefined ? null : measured.memoryLimitBytes - measured.peakFootprintBytes;
    case 'leakPerCycle':
      return leakPerCycle(measured);
    case 'instructionsPerAnswer':
      return perAnswer(measured.counters?.instructions, measured);
    case 'cyclesPerAnswer':
      return perAnswer(measured.counters?.cycles, measured);
    case 'cpuEnergyPerAnswer':
      return perAnswer(measured.counters?.cpuEnergyNanojoules, measured, NANOJOULES_PER_JOULE);
    case 'energyPerAnswer':
      return measured.energy === null ? null : energyPerAnswer(measured.energy, measured.iterations.length);
    case 'averagePower':
      return measured.energy === null || measured.energy.windowMs <= 0
        ? null
        : measured.energy.totalJoules / (measured.energy.windowMs / MS_PER_S);
    case 'sustainedThroughput':
    case 'throughputRetention':
    case 'kneeTime':
      return sustainedValue(metric, iterations);
    case 'answerAccuracy':
    case 'answerAgreement':
      return meanOfQuestions(metric, iterations);
  }
}

/** A question that is asked more often counts once, by its mean, as where answers are compared. */
function meanOfQuestions(metric: MetricId, iterations: readonly Iteration[]): number | null {
  const byQuestion = Map.groupBy(iterations, ({ questionId }) => questionId);
  return mean(
    [...byQuestion.values()].flatMap((own) => mean(own.flatMap((one) => answerValue(metric, one) ?? [])) ?? []),
  );
}

/** What one answer shows of accuracy or agreement; null where it is not scored. */
export function answerValue(metric: MetricId, { score, agrees }: Pick<Iteration, 'score' | 'agrees'>): number | null {
  if (metric !== 'answerAgreement') return score;
  return agrees === null ? null : Number(agrees);
}

/** A launch without a knee counts with its whole length: its knee, if it has one, comes no earlier. */
function sustainedValue(
  metric: 'sustainedThroughput' | 'throughputRetention' | 'kneeTime',
  iterations: readonly Iteration[],
): number | null {
  const throughput = throughputOf(iterations);
  if (throughput === null) return null;
  switch (metric) {
    case 'sustainedThroughput':
      return plateauOf(throughput);
    case 'throughputRetention':
      return retentionOf(throughput);
    case 'kneeTime':
      return kneeMsOf(iterations) ?? throughput.lengthMs;
  }
}

/** From the start of an iteration's first stage to its first token; null when it gave none. */
export function timeToFirstTokenMs(iteration: Iteration): number | null {
  return sinceFirstStageMs(iteration, iteration.tokenNs[0]);
}

function sinceFirstStageMs(iteration: Iteration, untilNs: number | undefined): number | null {
  if (untilNs === undefined || iteration.spans.length === 0) return null;
  // Loops here and below: a large run has these few lines asked a hundred thousand times.
  let firstNs = Number.POSITIVE_INFINITY;
  for (const { startNs } of iteration.spans) firstNs = Math.min(firstNs, startNs);
  return (untilNs - firstNs) / NS_PER_MS;
}

function stageMs(iteration: Iteration, stage: Stage): number | null {
  let ms: number | null = null;
  for (const span of iteration.spans) if (span.stage === stage) ms = (ms ?? 0) + durationMs(span);
  return ms;
}

/** Iterations without a value are left out: an empty answer has no first token. */
function medianOf(iterations: readonly Iteration[], valueOf: (iteration: Iteration) => number | null): number | null {
  const values: number[] = [];
  for (const iteration of iterations) {
    const value = valueOf(iteration);
    if (value !== null) values.push(value);
  }
  return median(values);
}

function longAnswers(iterations: readonly Iteration[]): readonly (readonly number[])[] {
  return iterations.map((iteration) => iteration.tokenNs).filter((tokens) => tokens.length >= LONG_ANSWER_TOKENS);
}

function tokenGapsMs(iterations: readonly Iteration[]): number[] {
  return longAnswers(iterations).flatMap((tokens) =>
    tokens.slice(1).map((tokenNs, index) => (tokenNs - (tokens[index] ?? tokenNs)) / NS_PER_MS),
  );
}

/**
 * The median over the answers of the rate of each. The rate of all tokens together would give one answer that was held up
 * by something else on the device as much weight as the time it was held up.
 */
function decodeRate(iterations: readonly Iteration[]): number | null {
  return median(
    longAnswers(iterations).flatMap((tokens) => {
      const elapsedMs = ((tokens.at(-1) ?? 0) - (tokens[0] ?? 0)) / NS_PER_MS;
      return elapsedMs > 0 ? (tokens.length - 1) / (elapsedMs / MS_PER_S) : [];
    }),
  );
}

/** A first load that the app calls warm is no cold one, and says nothing here. */
function coldLoadMs(loads: readonly ModelLoad[]): number | null {
  const first = loads[0]?.cache === 'unknown' ? loads[0] : undefined;
  const cold = loads.find((load) => load.cache === 'cold') ?? first;
  return cold === undefined ? null : durationMs(cold);
}

function laterWarmLoads(loads: readonly ModelLoad[]): readonly ModelLoad[] {
  return loads.slice(1).filter((load) => load.cache !== 'cold');
}

function durationMs(span: { readonly startNs: number; readonly endNs: number }): number {
  return (span.endNs - span.startNs) / NS_PER_MS;
}

function largestMarked({ footprints }: Measured, mark: string): number | null {
  const marked = footprints.flatMap((footprint) => (footprint.mark === mark ? footprint.bytes : []));
  return marked.length === 0 ? null : marked.reduce((largest, bytes) => Math.max(largest, bytes));
}

/** Warm-up answers are part of what was counted. */
function perAnswer(total: number | undefined, { iterations }: Measured, divisor = 1): number | null {
  return total === undefined || iterations.length === 0 ? null : total / divisor / iterations.length;
}

function leakPerCycle(measured: Measured): number | null {
  const footprints = measured.unloads.slice(SETTLING_CYCLES).map((unload) => unload.footprintBytes);
  return footprints.length < MIN_LEAK_POINTS ? null : theilSenSlope(footprints);
}

/** Warm-up answers used energy too, so they count. */
function energyPerAnswer(energy: Energy, answers: number): number | null {
  if (answers === 0 || energy.windowMs <= 0) return null;
  return (energy.totalJoules - energy.idleWatts * (energy.windowMs / MS_PER_S)) / answers;
}
