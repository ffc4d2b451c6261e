import { z } from 'zod';
import { configChoice, configPositive, configSection, configText } from '#harness/domain/config-file.ts';
import { METRIC_IDS } from '#harness/domain/metric.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';

const NUMBER = 'must be a number';
const bound = z.union(
  [configSection({ below: z.number(NUMBER) }), configSection({ above: z.number(NUMBER) })],
  'must be { below: … } or { above: … }',
);
const byRelease = z.record(z.string(), bound, 'must be an object');
const metric = z.enum(METRIC_IDS, `must be one of the metrics, such as ${METRIC_IDS[0]}`);
const list = <Item extends z.ZodType>(item: Item): z.ZodArray<Item> =>
  z.array(item, 'must be a list').min(1, 'must name something');

/** What a team says of its own releases; what it leaves out is as shipped. */
export const releasePlanSchema: z.ZodType<Partial<ReleasePlan>> = configSection({
  product: configText.exactOptional(),
  releases: list(configText).exactOptional(),
  variants: list(configSection({ id: configText, names: list(configText) })).exactOptional(),
  deviceModels: z.record(z.string(), configText, 'must be an object').exactOptional(),
  expected: list(
    configSection({
      variant: configText,
      deviceModel: configText,
      suites: list(configText).exactOptional(),
      bounds: z.record(z.string(), byRelease, 'must be an object').exactOptional(),
    }),
  ).exactOptional(),
  targets: list(
    configSection({
      id: configText,
      label: configText,
      metric,
      dataset: configText.exactOptional(),
      as: configChoice(['level', 'answersPerJoule']),
      how: configText,
      known: z.union([z.number(), z.null()], NUMBER),
      bounds: byRelease,
    }),
  ).exactOptional(),
  driftBudgetPercent: configSection(
    Object.fromEntries(METRIC_IDS.map((id) => [id, configPositive.exactOptional()])),
  ).exactOptional(),
  pinnedBaseline: configText.exactOptional(),
  externalGates: z
    .array(
      z.union(
        [
          configSection({
            kind: z.literal('coverage'),
            label: configText,
            file: configText,
            atLeastPercent: z.number().min(0).max(100),
          }),
          configSection({
            kind: z.literal('sarif'),
            label: configText,
            file: configText,
            mostCritical: z.int().min(0),
          }),
          configSection({ kind: z.literal('checklist'), label: configText, file: configText }),
        ],
        'must be a gate: kind coverage with atLeastPercent, sarif with mostCritical, or checklist, each with label and file',
      ),
      'must be a list',
    )
    .exactOptional(),
  staleAfterDays: configPositive.exactOptional(),
  mayOverride: configText.exactOptional(),
  virtual: configChoice(['accept', 'refuse']).exactOptional(),
});
