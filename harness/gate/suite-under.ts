import type { Policy } from '#harness/domain/decision.ts';
import type { MetricRule, RuleSize } from '#harness/domain/metric-rule.ts';
import type { Margin, MarginSize, Suite } from '#harness/domain/suite.ts';

/**
 * The suite as a policy judges by it: with the margins that the policy sets in place of its own. A run keeps the suite that it was
 * measured with, so that the same run can be judged under another policy.
 */
export function suiteUnder(suite: Suite, { metrics: rules = {} }: Pick<Policy, 'metrics'>): Suite {
  const measured = new Set(suite.passes.flatMap(({ metrics }) => metrics));
  const stated = suite.margins.map((margin) => marginUnder(margin, rules[margin.metric]));
  const added = [...measured].flatMap((metric): Margin[] => {
    const rule = rules[metric];
    const isStated = suite.margins.some((margin) => margin.metric === metric);
    if (rule === undefined || isStated || !hasSize(rule)) return [];
    return [marginUnder({ metric, percent: null, absolute: null, severity: 'block' }, rule)];
  });
  return { ...suite, margins: [...stated, ...added] };
}

/** Metrics whose rule changes nothing: it gives no size that all models have, and none of the suites has a margin for the metric. */
export function idleRules(
  { metrics: rules = {} }: Pick<Policy, 'metrics'>,
  suites: readonly Suite[],
): readonly string[] {
  const stated = new Set<string>(suites.flatMap(({ margins }) => margins.map(({ metric }) => metric)));
  return Object.entries(rules).flatMap(([metric, rule]) => (stated.has(metric) || hasSize(rule) ? [] : [metric]));
}

/** Whatever has a suite, with that suite as a policy judges by it. */
export function under<T extends { readonly suite: Suite }>(policy: Pick<Policy, 'metrics'>, of: T): T {
  return policy.metrics === undefined ? of : { ...of, suite: suiteUnder(of.suite, policy) };
}

function marginUnder(margin: Margin, rule: MetricRule | undefined): Margin {
  if (rule === undefined) return margin;
  const { severity = margin.severity, onDeviceModel = {} } = rule;
  // A size for every model also applies to models that have their own size in the suite.
  const stated = hasSize(rule) ? {} : margin.onDeviceModel;
  const own = { ...stated, ...mapValues(onDeviceModel, sizeOf) };
  return {
    metric: margin.metric,
    ...(hasSize(rule) ? sizeOf(rule) : { percent: margin.percent, absolute: margin.absolute }),
    severity,
    ...(Object.keys(own).length === 0 ? {} : { onDeviceModel: own }),
  };
}

/** A size replaces the whole margin: otherwise the larger of the suite's own two would still apply. */
function sizeOf({ percent, absolute }: RuleSize): MarginSize {
  return { percent: percent ?? null, absolute: absolute ?? null };
}

function hasSize({ percent, absolute }: RuleSize): boolean {
  return percent !== undefined || absolute !== undefined;
}

function mapValues<From, To>(record: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
