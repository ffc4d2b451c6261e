import { isUnforced } from '#harness/domain/applicable.ts';
import type { MetricId } from '#harness/domain/metric.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { runCommand } from '#harness/text/commands.ts';
import { optionText, shellWord } from '#harness/text/shell-word.ts';
import type { JudgedRun } from './judged-run.ts';

/** What a release has no evidence of. */
export type Wanted = {
  /** All of them; empty where any suite will do. */
  readonly metrics: readonly MetricId[];
  /** The only suites that count; any where it is left out. */
  readonly suites?: readonly string[] | undefined;
  readonly dataset?: string | undefined;
  /** Hardware identifier; any phone where it is left out. */
  readonly deviceModel?: string | undefined;
  /** Whether it is a change, and not a level. */
  readonly isChange?: boolean;
};

/** What can be measured, and with what. */
export type Means = {
  /** Shortest first. */
  readonly suites: readonly Suite[];
  readonly runs: readonly JudgedRun[];
  /** The pinned baseline, as `baseline set` calls it; null where the plan pins none. */
  readonly baseline: string | null;
  readonly storeOption: string;
  /** Whether numbers of other devices than iPhones prove nothing. */
  readonly isPhysicalWanted: boolean;
};

/**
 * A colon and the command, under the policy that judges releases; empty where no suite measures it. `app.ipa`, `old.ipa` and `SUBSET`
 * stand for what only the reader knows.
 */
export function withCommand(wanted: Wanted, { suites, runs, baseline, storeOption, isPhysicalWanted }: Means): string {
  const suite = suites.find((own) => measures(own, wanted));
  if (suite === undefined) return '';
  const { dataset, deviceModel, isChange = false } = wanted;
  const reference = baseline ?? (isChange ? 'old.ipa' : undefined);
  const phone = runs
    .flatMap(({ run }) => run.devices)
    .find(({ model, provenance }) => model === deviceModel && (!isPhysicalWanted || provenance === 'physical'));
  const options = [
    optionText('--baseline', reference),
    optionText('--device', phone?.id),
    optionText('--dataset', dataset === undefined ? undefined : `${dataset}/SUBSET`),
    optionText('--policy', 'release'),
  ].join('');
  return `: ${runCommand(shellWord(suite.id), 'app.ipa', options, storeOption)}`;
}

function measures(suite: Suite, { metrics, suites }: Wanted): boolean {
  if (suites !== undefined && !suites.includes(suite.id)) return false;
  const own = suite.passes.filter(({ id }) => isUnforced(suite, id));
  return metrics.every((metric) => own.some((pass) => pass.metrics.includes(metric)));
}
