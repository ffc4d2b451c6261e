import { z } from 'zod';
import { configChoice, configPositive, configSection } from './config-file.ts';
import { METRIC_IDS, type MetricId } from './metric.ts';

/** The change of a metric that still counts as none, in percent of the baseline, in the metric's unit, or the larger of both. */
export type RuleSize = { readonly percent?: number; readonly absolute?: number };

/** What a policy asks of a metric otherwise than the suite does. What is left out stays as it is there. */
export type MetricRule = RuleSize & {
  /** `block`: a loss fails the gate. `warn`: it is a note. */
  readonly severity?: 'block' | 'warn';
  /** What a doubt about this metric does, whatever the policy does with others. */
  readonly inconclusive?: 'block' | 'warn';
  /** By hardware identifier, e.g. `iPhone12,1`: sizes on models that have their own. */
  readonly onDeviceModel?: Readonly<Record<string, RuleSize>>;
};

export type MetricRules = { readonly [Metric in MetricId]?: MetricRule };

const size = { percent: configPositive.exactOptional(), absolute: configPositive.exactOptional() };
const blockOrWarn = configChoice(['block', 'warn']);

const ruleSchema = configSection({
  ...size,
  severity: blockOrWarn.exactOptional(),
  inconclusive: blockOrWarn.exactOptional(),
  onDeviceModel: z
    .record(
      z.string(),
      configSection(size).refine(
        ({ percent, absolute }) => percent !== undefined || absolute !== undefined,
        'must have percent or absolute',
      ),
      'must be an object',
    )
    .exactOptional(),
});

/** Strict: a metric or a setting that is not known would be left out of the decision. */
export const metricRulesSchema: z.ZodType<MetricRules> = configSection(
  Object.fromEntries(METRIC_IDS.map((metric) => [metric, ruleSchema.exactOptional()])),
  'is no metric that `fastvlm-bench suites` prints',
);
