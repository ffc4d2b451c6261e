/** Test support: launches and summaries drawn from one seeded source, so that they belong together. */
import type { ArmSummary } from '#harness/domain/comparison.ts';
import type { DeviceState } from '#harness/domain/device.ts';
import type { Launch, Outcome } from '#harness/domain/launch.ts';
import type { Measured } from '#harness/domain/measured.ts';
import { METRICS } from '#harness/domain/metric-catalogue.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Pass, Suite } from '#harness/domain/suite.ts';

export type Effects = { readonly [Id in MetricId]?: number };

/** Device time of a launch; a block has two. */
export const LAUNCH_MS = 70_500;

type Model = {
  readonly effects: Effects;
  readonly noise: number;
  readonly suite: Suite;
  readonly hasBaseline: boolean;
};

/** What the first device takes for each metric, in base units; the second device is slower. */
const TYPICAL: { readonly [Id in MetricId]?: number } = {
  preprocess: 14.2,
  visionEncode: 61.8,
  prefill: 48.5,
  decodeRate: 71.4,
  modelLoadCold: 1480,
  peakMemory: 912e6,
  leakPerCycle: 41_000,
  modelSize: 612e6,
  energyPerAnswer: 1.62,
  averagePower: 4.9,
  answerAccuracy: 0.7125,
};
const SLOWER: ReadonlySet<MetricId> = new Set([
  'preprocess',
  'visionEncode',
  'prefill',
  'modelLoadCold',
  'energyPerAnswer',
]);
const FIRST_DECODE_MS = 11.5;

export function summariesOf(deviceId: string, deviceIndex: number, model: Model): readonly ArmSummary[] {
  return model.suite.passes.flatMap((pass) =>
    armsOf(model).flatMap((arm) => {
      const draws = Array.from({ length: pass.protocol.blocks }, (_, block) =>
        draw(pass, arm, block, deviceIndex, model),
      );
      return pass.metrics.map((metric) => {
        const values = draws.map((values) => values[metric] ?? 0);
        return { deviceId, passId: pass.id, metric, arm, values, median: medianOf(values) };
      });
    }),
  );
}

export function launchesOf(deviceId: string, deviceIndex: number, model: Model): readonly Launch[] {
  const slots = model.suite.passes.flatMap((pass) =>
    Array.from({ length: pass.protocol.blocks }, (_, block) => block).flatMap((block) =>
      (block % 2 === 0 ? armsOf(model) : armsOf(model).toReversed()).map((arm) => ({ pass, block, arm })),
    ),
  );
  return slots.flatMap(({ pass, block, arm }, index) => {
    const minute = index * 1.6;
    const launch = (outcome: Outcome, attempt: number): Launch => ({
      deviceId,
      slot: { index, pass: pass.id, block, arm, discard: false },
      attempt,
      buildId: arm,
      nonce: `${deviceIndex}-${index}-${attempt}`,
      startedAt: timeOf(minute),
      before: stateAt(minute, index, deviceIndex, outcome.kind === 'invalid'),
      after: stateAt(minute + 1, index, deviceIndex, outcome.kind === 'invalid'),
      fingerprint: null,
      timing: { installMs: block === 0 ? 8200 : 40, appMs: 61_000, totalMs: LAUNCH_MS },
      outcome,
    });
    const outcome = pass.id === 'energy' ? MEASURED_ENERGY : MEASURED;
    const measured = launch(outcome, index === 5 && deviceIndex === 1 ? 2 : 1);
    if (index !== 5 || deviceIndex !== 1) return [measured];
    const hot = { kind: 'invalid', reason: 'thermal', message: 'thermal state serious during the launch' } as const;
    return [launch(hot, 1), measured];
  });
}

/** What a launch reported stands in the summaries; reports read no iterations. */
const MEASURED: Measured = {
  kind: 'measured',
  loads: [],
  unloads: [],
  iterations: [],
  footprints: [],
  peakFootprintBytes: 912e6,
  cpuTimeMs: null,
  energy: null,
};

const MEASURED_ENERGY: Outcome = {
  ...MEASURED,
  energy: {
    totalJoules: 1824,
    windowMs: 402_000,
    idleWatts: 0.86,
    idle: { beforeWatts: 0.84, afterWatts: 0.88 },
    errorJoules: 81,
    refreshes: 20,
    confidence: 'measured',
    supply: 'battery',
  },
};

function draw(
  pass: Pass,
  arm: Arm,
  block: number,
  deviceIndex: number,
  model: Model,
): { readonly [Id in MetricId]?: number } {
  const value = (metric: MetricId): number => {
    const typical = (TYPICAL[metric] ?? 1) * (deviceIndex === 1 && SLOWER.has(metric) ? 1.62 : 1);
    const factor = arm === 'candidate' ? (model.effects[metric] ?? 1) : 1;
    if (METRICS[metric].comparedBy !== 'launch') return typical * factor;
    // The phone grows a little slower along the run, for both arms alike.
    const luck =
      chance(`${pass.id}/${arm}/${metric}/${block}/${deviceIndex}`) + chance(`${block}:${metric}:${arm}`) - 1;
    return typical * factor * (1 + 0.001 * block + model.noise * 2 * luck);
  };
  const phases = { preprocess: value('preprocess'), visionEncode: value('visionEncode'), prefill: value('prefill') };
  const timeToFirstToken = phases.preprocess + phases.visionEncode + phases.prefill + FIRST_DECODE_MS;
  const decodeRate = value('decodeRate');
  const others = Object.fromEntries(pass.metrics.map((metric) => [metric, value(metric)]));
  return { ...others, ...phases, timeToFirstToken, decodeRate, endToEnd: timeToFirstToken + (14 * 1000) / decodeRate };
}

/** Exported, because a pass that ends early has fewer values. */
export function medianOf(values: readonly number[]): ArmSummary['median'] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (quantile: number): number => sorted[Math.round(quantile * (sorted.length - 1))] ?? 0;
  return values.length < 6
    ? { estimate: at(0.5), low: null, high: null }
    : { estimate: at(0.5), low: at(0.2), high: at(0.8) };
}

function stateAt(minute: number, index: number, deviceIndex: number, isHot: boolean): DeviceState {
  return {
    at: timeOf(minute),
    thermal: isHot ? 'serious' : index > 30 && index % 9 === 0 ? 'fair' : 'nominal',
    batteryPercent: Math.max(20, 86 - Math.floor(minute / 2.2) - 6 * deviceIndex),
    charging: false,
    supply: 'battery',
    lowPowerMode: false,
    temperatureC: deviceIndex === 1 ? null : 27.4 + Math.min(5, minute * 0.12) + chance(`t${index}`),
  };
}

function timeOf(minute: number): string {
  return new Date(Date.parse('2026-03-01T09:15:00.000Z') + minute * 60_000).toISOString();
}

function armsOf(model: Model): readonly Arm[] {
  return model.hasBaseline ? ['baseline', 'candidate'] : ['candidate'];
}

/** FNV-1a of the key, as a number in [0, 1): the same key always gives the same chance. */
function chance(key: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 16_777_619) >>> 0;
  }
  return Math.imul(hash ^ (hash >>> 15), 2_246_822_519) / 2 ** 32 + 0.5;
}
