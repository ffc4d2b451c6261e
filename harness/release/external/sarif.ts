import { z } from 'zod';
import { count } from '#harness/text/numbers.ts';
import { jsonOf, type ToolResult } from './tool-result.ts';

/** What SARIF 2.1.0 (OASIS) says of results and the rules that they break; all else is left out. */
const rule = z.looseObject({
  id: z.string().optional(),
  defaultConfiguration: z.looseObject({ level: z.string().optional() }).optional(),
  properties: z.looseObject({ 'security-severity': z.union([z.string(), z.number()]).optional() }).optional(),
});
const component = z.looseObject({ rules: z.array(rule).optional() });
const index = z.number().int().optional();
const sarifSchema = z.looseObject({
  version: z.literal('2.1.0'),
  runs: z.array(
    z.looseObject({
      tool: z.looseObject({ driver: component, extensions: z.array(component).optional() }),
      invocations: z.array(z.looseObject({ executionSuccessful: z.boolean() })).optional(),
      results: z
        .array(
          z.looseObject({
            ruleId: z.string().optional(),
            ruleIndex: index,
            rule: z
              .looseObject({
                id: z.string().optional(),
                index,
                toolComponent: z.looseObject({ index }).optional(),
              })
              .optional(),
            kind: z.string().optional(),
            level: z.string().optional(),
            suppressions: z.array(z.looseObject({ status: z.string().optional() })).optional(),
          }),
        )
        .optional(),
    }),
  ),
});

type SarifRun = z.infer<typeof sarifSchema>['runs'][number];
type SarifResult = NonNullable<SarifRun['results']>[number];
type SarifRule = z.infer<typeof rule>;

/** From here on GitHub's code scanning calls a finding critical. */
const CRITICAL = 9;

/**
 * Findings that are critical: those whose rule has a security severity of 9 or more, or, where no rule of their run has one, those of
 * level `error`. Suppressed findings do not count. A file of a scan that failed, or that scanned nothing, shows nothing.
 */
export function sarifResult(text: string, mostCritical: number): ToolResult {
  const parsed = sarifSchema.safeParse(jsonOf(text));
  if (!parsed.success) return { state: 'missing', message: 'is not SARIF 2.1.0' };
  const { runs } = parsed.data;
  // A run without `results` only lists rules (3.14.23).
  if (!runs.some(({ results }) => results !== undefined))
    return { state: 'missing', message: 'has no results of a scan' };
  if (runs.some(({ invocations = [] }) => invocations.some(({ executionSuccessful }) => !executionSuccessful)))
    return { state: 'missing', message: 'is of a scan that failed' };
  const critical = runs.flatMap(criticalOf).length;
  return {
    state: critical <= mostCritical ? 'met' : 'missed',
    message: `${critical} critical, at most ${count(mostCritical, 'finding')}`,
  };
}

function criticalOf(run: SarifRun): readonly SarifResult[] {
  const { driver, extensions = [] } = run.tool;
  const areRated = [driver, ...extensions].flatMap(({ rules = [] }) => rules).some((own) => severityOf(own) !== null);
  return (run.results ?? [])
    .filter((result) => !HARMLESS.has(result.kind ?? 'fail') && !isSuppressed(result))
    .filter((result) => {
      const own = ruleOf(result, run);
      return areRated ? (severityOf(own) ?? 0) >= CRITICAL : levelOf(result, own) === 'error';
    });
}

function severityOf(own: SarifRule | undefined): number | null {
  const severity = Number(own?.properties?.['security-severity'] ?? Number.NaN);
  return Number.isFinite(severity) ? severity : null;
}

/** By its place in the rules of a component, else by its id; an id may have the name of a variant behind a slash (3.27.5 to 3.27.7). */
function ruleOf({ ruleId, ruleIndex, rule: reference }: SarifResult, { tool }: SarifRun): SarifRule | undefined {
  const { driver, extensions = [] } = tool;
  const place = reference?.toolComponent?.index ?? -1;
  const at = reference?.index ?? ruleIndex ?? -1;
  const found = (place < 0 ? driver : extensions[place])?.rules?.[at];
  if (found !== undefined) return found;
  const named = reference?.id ?? ruleId;
  const all = [driver, ...extensions].flatMap(({ rules = [] }) => rules);
  return all.find(({ id }) => id === named) ?? all.find(({ id }) => id !== undefined && named?.startsWith(`${id}/`));
}

/** What a result leaves out is said by its rule, else it is `warning` (3.27.10). */
function levelOf({ level }: SarifResult, own: SarifRule | undefined): string {
  return level ?? own?.defaultConfiguration?.level ?? 'warning';
}

/** Results that report no problem (3.27.9). */
const HARMLESS: ReadonlySet<string> = new Set(['pass', 'notApplicable', 'informational']);

/** Suppressions that somebody has yet to accept, or has rejected, suppress nothing (3.27.23). */
function isSuppressed({ suppressions = [] }: SarifResult): boolean {
  return suppressions.length > 0 && suppressions.every(({ status = 'accepted' }) => status === 'accepted');
}
