import { z } from 'zod';
import { count } from '#harness/text/numbers.ts';
import { jsonOf, type Said } from './said.ts';

/** What SARIF 2.1.0 (OASIS) says of results and the rules that they break; all else is left out. */
const rule = z.looseObject({
  id: z.string().optional(),
  properties: z.looseObject({ 'security-severity': z.union([z.string(), z.number()]).optional() }).optional(),
});
const driver = z.looseObject({ rules: z.array(rule).optional() });
const sarifSchema = z.looseObject({
  version: z.literal('2.1.0'),
  runs: z.array(
    z.looseObject({
      tool: z.looseObject({ driver }),
      results: z
        .array(
          z.looseObject({
            ruleId: z.string().optional(),
            ruleIndex: z.number().int().optional(),
            level: z.string().optional(),
            suppressions: z.array(z.unknown()).optional(),
          }),
        )
        .optional(),
    }),
  ),
});

/** From here on GitHub's code scanning calls a finding critical. */
const CRITICAL = 9;

/**
 * Findings that are critical: those whose rule has a security severity of 9 or more, or, where no rule of their run has one, those of
 * level `error`. Suppressed findings do not count.
 */
export function sarifResult(text: string, mostCritical: number): Said {
  const parsed = sarifSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { state: 'missing', says: 'is not SARIF 2.1.0' };
  const critical = parsed.data.runs.flatMap(criticalOf).length;
  return {
    state: critical <= mostCritical ? 'met' : 'missed',
    says: `${critical} critical, at most ${count(mostCritical, 'finding')}`,
  };
}

type SarifRun = z.infer<typeof sarifSchema>['runs'][number];

function criticalOf({ tool, results = [] }: SarifRun): readonly unknown[] {
  const rules = tool.driver.rules ?? [];
  const severityOf = (own: z.infer<typeof rule> | undefined): number | null => {
    const severity = Number(own?.properties?.['security-severity'] ?? Number.NaN);
    return Number.isFinite(severity) ? severity : null;
  };
  const areRated = rules.some((own) => severityOf(own) !== null);
  return results
    .filter(({ suppressions = [] }) => suppressions.length === 0)
    .filter(({ ruleId, ruleIndex, level = 'warning' }) => {
      if (!areRated) return level === 'error';
      const own = ruleIndex === undefined ? rules.find(({ id }) => id === ruleId) : rules[ruleIndex];
      return (severityOf(own) ?? 0) >= CRITICAL;
    });
}
