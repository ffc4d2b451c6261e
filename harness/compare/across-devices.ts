import type { Comparison, DeviceModelComparison } from '#harness/domain/comparison.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Pass } from '#harness/domain/suite.ts';
import type { AssessedDevicePass } from './assess-device-pass.ts';
import { isCoarse } from '#harness/compare/change/coarse-energy.ts';
import { distrusted, type MetBlocks } from '#harness/compare/change/compare-metric.ts';
import type { Judgement } from '#harness/compare/change/judgement.ts';
import {
  blocksMeasured,
  evidenceUntil,
  exclusionsUntil,
  type TakenLooks,
  takenLooks,
} from '#harness/compare/change/looks.ts';
import { deviceMinutes } from '#harness/compare/launches/minutes.ts';
import { judgeLooks } from '#harness/compare/change/remeasured.ts';
import { type SeenBlocks, seenAtLook, seenAtLooks } from '#harness/compare/change/seen-blocks.ts';

/** The findings at each look of one pass on the phones of one model, of which there may be one. */
export type DeviceModelPass = {
  readonly pass: Pass;
  /** Phones that were measured as far as the others; at least one. */
  readonly devicePasses: readonly AssessedDevicePass[];
  /** The looks that all of them have reached: at a look, phones of a model wait for each other. */
  readonly looks: TakenLooks;
  /** Each metric by its mean over the phones that report it, and by each phone where there is no mean. @param look from 0 */
  readonly findingsAt: (look: number) => readonly (Comparison | DeviceModelComparison)[];
  /** The means as they stand in the end; none of a model that has one phone. */
  readonly models: readonly DeviceModelComparison[];
};

/**
 * The phones of a model are one question: their mean decides, at looks that see the same blocks of each. Of accuracy and sizes
 * there is no mean, for they are the build's, and one answer would be counted several times; nor is there one of stored
 * launches. A metric has the mean of the phones that report it, so that a model stays one question where some do not. A phone
 * that was lost counts only in passes that it had measured as far as the others; where all are lost, those that measured
 * furthest count. Where one phone is left, the model has the findings of that phone.
 *
 * @param all one pass on each phone of a model
 * @param lost phones that could not be measured to the end
 */
export function judgeDeviceModel(all: readonly AssessedDevicePass[], lost: ReadonlySet<string>): DeviceModelPass {
  const devicePasses = measuredAlike(all, lost);
  const [first] = devicePasses;
  if (first === undefined) throw new Error('a model without phones');
  const { pass } = first;
  const common = Math.min(...devicePasses.map(({ groups }) => blocksMeasured(groups)));
  const looks = devicePasses.length === 1 ? first.looks : takenLooks(pass.protocol, common);
  const means = new Map(
    pass.metrics.flatMap((metric) => {
      const mean = all.length < 2 ? null : meanOf(metric, devicePasses, looks);
      return mean === null ? [] : [[metric, mean] as const];
    }),
  );
  const findingsAt = (look: number): readonly (Comparison | DeviceModelComparison)[] =>
    pass.metrics.flatMap((metric): readonly (Comparison | DeviceModelComparison)[] => {
      const mean = means.get(metric);
      if (mean !== undefined) return [mean(look)];
      return devicePasses.flatMap(
        ({ metrics }) => metrics.find((own) => own.metric === metric)?.comparisonAt(look) ?? [],
      );
    });
  const last = looks.blocks.length - 1;
  return { pass, devicePasses, looks, findingsAt, models: [...means.values()].map((mean) => mean(last)) };
}

function measuredAlike(all: readonly AssessedDevicePass[], lost: ReadonlySet<string>): readonly AssessedDevicePass[] {
  const measuredOf = ({ groups }: AssessedDevicePass): number => blocksMeasured(groups);
  const held = all.filter(({ device }) => !lost.has(device.id));
  const common = held.length === 0 ? Math.max(...all.map(measuredOf)) : Math.min(...held.map(measuredOf));
  return all.filter((devicePass) => held.includes(devicePass) || measuredOf(devicePass) >= common);
}

/** The comparison of the mean at each look, over the phones that report the metric; null where none does. */
function meanOf(
  metric: MetricId,
  all: readonly AssessedDevicePass[],
  looks: TakenLooks,
): ((look: number) => DeviceModelComparison) | null {
  const metOn = ({ metrics }: AssessedDevicePass): MetBlocks | null =>
    metrics.find((own) => own.metric === metric)?.met ?? null;
  const devicePasses = all.filter((devicePass) => metOn(devicePass) !== null);
  const met = devicePasses.flatMap((devicePass) => metOn(devicePass) ?? []);
  const [first] = devicePasses;
  const margin = met[0]?.phone.margin;
  if (first === undefined || margin === undefined) return null;
  const isAnyCoarse = devicePasses.some(({ groups }) => isCoarse(metric, groups));
  const judgements = judgeLooks(margin, onOneScale(met, looks), looks).map((judgement, look) => {
    const isFair = devicePasses.every((devicePass) => devicePass.isFair(exclusionsUntil(looks, look)));
    if (!isFair) return distrusted(judgement, 'differentialInvalidation');
    return isAnyCoarse ? distrusted(judgement, 'coarseEnergy') : judgement;
  });
  return (look) => {
    const judgement = judgements[look];
    if (judgement === undefined) throw new Error(`no look ${look} was taken at ${metric}`);
    return comparisonOf(judgement, devicePasses, looks, {
      deviceModel: first.device.model,
      deviceIds: devicePasses.map(({ device }) => device.id),
      passId: first.pass.id,
      metric,
      severity: margin.severity,
    });
  };
}

/** Differences and ratios have no mean: where one phone has values without a ratio, all are judged in their unit. */
function onOneScale(met: readonly MetBlocks[], looks: TakenLooks): readonly (readonly SeenBlocks[])[] {
  const isSame = (own: TakenLooks): boolean => own.blocks.join() === looks.blocks.join();
  const phones = met.map((own) => (isSame(own.looks) ? own.seen : seenAtLooks(own.phone, looks)));
  const isMixed = looks.blocks.map((_, look) => new Set(phones.map((seen) => seen[look]?.limit.scale)).size > 1);
  return phones.map((seen, phone) =>
    seen.map((own, look) => {
      const unit = met[phone];
      if (unit === undefined || isMixed[look] !== true) return own;
      return seenAtLook(unit.phone, looks, look, true);
    }),
  );
}

function comparisonOf(
  { scale, change, margin, verdict, evidence, heterogeneity }: Judgement,
  devicePasses: readonly AssessedDevicePass[],
  looks: TakenLooks,
  of: Pick<DeviceModelComparison, 'deviceModel' | 'deviceIds' | 'passId' | 'metric' | 'severity'>,
): DeviceModelComparison {
  const minutes = deviceMinutes(
    devicePasses.flatMap(({ groups }) => groups),
    evidenceUntil(looks, evidence),
  );
  return { ...of, scale, change, margin, verdict, evidence: { ...evidence, deviceMinutes: minutes }, heterogeneity };
}
