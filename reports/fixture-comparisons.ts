/** Test support: comparisons of made-up summaries, and the looks that were taken at them. */
import type { ArmSummary, Comparison, Interval, DeviceModelComparison, Verdict } from '#harness/domain/comparison.ts';
import type { Looks } from '#harness/domain/assessment.ts';
import type { Device } from '#harness/domain/device.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';
import { LAUNCH_MS, medianOf } from './fixture-launches.ts';

const MINUTES_A_BLOCK = (2 * LAUNCH_MS) / 60_000;

/** What one look may err, one-sided: the levels of four looks that are equally far apart, and z of each. */
const LEVELS = [
  { level: 0.0051, z: 2.569 },
  { level: 0.0101, z: 2.324 },
  { level: 0.02, z: 2.055 },
  { level: 0.0384, z: 1.769 },
] as const;
const ONE_LOOK = { level: 0.05, z: 1.8, look: null } as const;

type AtLook = { readonly level: number; readonly z: number; readonly look: Comparison['evidence']['look'] };

/** What is known when every pass has ended: at the first look that leaves nothing undecided, or with its last block. */
export type Compared = {
  readonly summaries: readonly ArmSummary[];
  readonly comparisons: readonly Comparison[];
  readonly looks: readonly Looks[];
};

export function compareSummaries(summaries: readonly ArmSummary[], suite: Suite): Compared {
  const places = [...Map.groupBy(summaries, ({ deviceId, passId }) => `${deviceId} ${passId}`).values()];
  const compared = places.map((own) => {
    const pass = suite.passes.find(({ id }) => id === own[0]?.passId);
    return pass === undefined ? { summaries: own, comparisons: [], looks: [] } : comparePlace(own, pass, suite);
  });
  return {
    summaries: compared.flatMap((place) => place.summaries),
    comparisons: compared.flatMap((place) => place.comparisons),
    looks: compared.flatMap((place) => place.looks),
  };
}

function comparePlace(summaries: readonly ArmSummary[], pass: Pass, suite: Suite): Compared {
  const { blocks, looks } = pass.protocol;
  if (looks.length === 0) return { summaries, comparisons: compare(summaries, suite, ONE_LOOK), looks: [] };
  const of = looks.length + 1;
  const taken: { readonly blocks: number; readonly undecided: readonly MetricId[] }[] = [];
  for (const [index, until] of [...looks, blocks].entries()) {
    const cut = summaries.map((summary) => {
      const values = summary.values.slice(0, until);
      return { ...summary, values, median: medianOf(values) };
    });
    const level = LEVELS[LEVELS.length - of + index] ?? ONE_LOOK;
    const comparisons = compare(cut, suite, { ...level, look: { number: index + 1, of } });
    const undecided = comparisons
      .filter(({ metric, severity }) => METRICS[metric].role === 'primary' && severity === 'block')
      .filter(({ verdict }) => verdict.kind === 'inconclusive')
      .map(({ metric }) => metric);
    taken.push({ blocks: until, undecided });
    if (undecided.length > 0 && until < blocks) continue;
    const place = { deviceIds: [cut[0]?.deviceId ?? ''], passId: pass.id };
    const minutesSaved = (blocks - until) * MINUTES_A_BLOCK;
    const record = { ...place, blocksPlanned: blocks, blocksMeasured: until, taken, minutesSaved };
    return { summaries: cut, comparisons, looks: [record] };
  }
  throw new Error('the last look ends every pass');
}

function compare(summaries: readonly ArmSummary[], suite: Suite, at: AtLook): readonly Comparison[] {
  return summaries
    .filter((summary) => summary.arm === 'baseline')
    .flatMap((baseline) => {
      const { deviceId, passId, metric } = baseline;
      const candidate = summaries.find((other) => other.arm === 'candidate' && other.metric === metric);
      const margin = suite.margins.find((entry) => entry.metric === metric);
      if (candidate === undefined || margin === undefined) return [];
      const scale = margin.percent === null ? 'absolute' : 'relative';
      const limit = margin.percent === null ? (margin.absolute ?? 0) : margin.percent / 100;
      const change = changeOf(baseline.values, candidate.values, scale, metric === 'answerAccuracy' ? 0.0095 : 0, at);
      const isNoisy = METRICS[metric].comparedBy === 'launch';
      return [
        {
          deviceId,
          passId,
          metric,
          design: 'remeasured',
          baseline,
          candidate,
          scale,
          change,
          margin: limit,
          severity: margin.severity,
          verdict: judge(metric, change, limit),
          evidence: {
            n: metric === 'answerAccuracy' ? 240 : candidate.values.length,
            method: metric === 'answerAccuracy' ? 'paired-questions' : isNoisy ? 'paired-t' : 'identity',
            robust: isNoisy ? { ...change, low: change.low * 0.98, high: change.high * 1.01, confidence: 0.9 } : null,
            pRegression: isNoisy ? pBeyond(metric, change, limit) : null,
            power: isNoisy ? 0.93 : null,
            minimalDetectable: isNoisy ? limit / 2 : null,
            lag1: 0,
            farOut: isNoisy ? { baseline: 0, candidate: 0, launches: candidate.values.length } : null,
            look: isNoisy ? at.look : null,
            deviceMinutes: candidate.values.length * MINUTES_A_BLOCK,
          },
        } as const,
      ];
    });
}

/** The phones of each model of which there are two: the mean of their changes, and how far they disagree. */
export function compareDeviceModels(
  devices: readonly Device[],
  comparisons: readonly Comparison[],
): readonly DeviceModelComparison[] {
  const modelOf = new Map(devices.map(({ id, model }) => [id, model]));
  const groups = Map.groupBy(comparisons, ({ deviceId, passId, metric }) =>
    [modelOf.get(deviceId), passId, metric].join(' '),
  );
  return [...groups.values()].flatMap((units): readonly DeviceModelComparison[] => {
    const [first, second] = units;
    if (first === undefined || second === undefined || METRICS[first.metric].comparedBy !== 'launch') return [];
    const { metric, passId, scale, margin, severity } = first;
    const changes = [first.change, second.change].flatMap((change) => change ?? []);
    const errors = changes.map(({ high, estimate, confidence }) => (high - estimate) / zOf(confidence));
    const [one, other] = changes;
    if (one === undefined || other === undefined) return [];
    const confidence = Math.max(...changes.map((change) => change.confidence));
    const estimate = (one.estimate + other.estimate) / 2;
    const variance = errors.reduce((sum, error) => sum + error ** 2, 0);
    const half = (zOf(confidence) * Math.sqrt(variance)) / 2;
    const change = { estimate, low: estimate - half, high: estimate + half, confidence };
    const q = (one.estimate - other.estimate) ** 2 / variance;
    const p = tailOfOneDegree(q);
    return [
      {
        deviceModel: modelOf.get(first.deviceId) ?? '',
        deviceIds: units.map(({ deviceId }) => deviceId),
        passId,
        metric,
        scale,
        change,
        margin,
        severity,
        verdict: p < 0.001 ? { kind: 'inconclusive', reason: 'unitsDisagree' } : judge(metric, change, margin),
        evidence: {
          ...first.evidence,
          method: 'mean-of-phones',
          robust: null,
          pRegression: pBeyond(metric, change, margin),
          deviceMinutes: units.reduce((sum, { evidence }) => sum + evidence.deviceMinutes, 0),
        },
        // One degree of freedom between two phones: F is Q where their errors are known.
        heterogeneity: { f: q, degreesOfFreedom: { between: 1, within: 2 * (first.evidence.n - 1) }, p },
      },
    ];
  });
}

function changeOf(
  before: readonly number[],
  after: readonly number[],
  scale: Comparison['scale'],
  floor: number,
  { level, z }: AtLook,
): Interval {
  const differences = after.map((value, index) => {
    const other = before[index] ?? value;
    return scale === 'relative' ? value / other - 1 : value - other;
  });
  const n = differences.length;
  const estimate = differences.reduce((sum, value) => sum + value, 0) / n;
  const variance = differences.reduce((sum, value) => sum + (value - estimate) ** 2, 0) / Math.max(1, n - 1);
  const half = Math.max(floor, z * Math.sqrt(variance / n));
  return { estimate, low: estimate - half, high: estimate + half, confidence: 1 - 2 * level };
}

function judge(metric: MetricId, change: Interval, margin: number): Verdict {
  const isLower = METRICS[metric].better === 'lower';
  const [low, high] = isLower ? [change.low, change.high] : [-change.high, -change.low];
  if (low > margin) return { kind: 'regression' };
  if (high >= margin) return { kind: 'inconclusive', reason: 'straddlesMargin' };
  if (low > 0) return { kind: 'drift' };
  return high < -margin ? { kind: 'improvement' } : { kind: 'noRegression' };
}

/** One-sided p of “worse by the margin at most”, of the normal distribution. */
function pBeyond(metric: MetricId, { estimate, high, confidence }: Interval, margin: number): number {
  const worse = METRICS[metric].better === 'lower' ? estimate : -estimate;
  const z = ((worse - margin) * zOf(confidence)) / (high - estimate);
  const tail = tailOfOneDegree(z ** 2) / 2;
  return z > 0 ? tail : 1 - tail;
}

function zOf(confidence: number): number {
  return LEVELS.find(({ level }) => Math.abs(1 - 2 * level - confidence) < 1e-9)?.z ?? ONE_LOOK.z;
}

/** Upper tail of chi-squared with one degree of freedom: erfc(√(q/2)), Abramowitz & Stegun 7.1.26. */
function tailOfOneDegree(q: number): number {
  const x = Math.sqrt(q / 2);
  const t = 1 / (1 + 0.327_591_1 * x);
  const series = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
  return series.reduceRight((sum, term) => (sum + term) * t, 0) * Math.exp(-(x ** 2));
}
