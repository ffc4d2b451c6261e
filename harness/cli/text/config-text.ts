import type { CheckedConfig } from '#harness/cli/check-config.ts';
import type { ShownConfig, ShownSetting } from '#harness/cli/shown-config.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { listed } from '#harness/text/lists.ts';
import { count } from '#harness/text/numbers.ts';
import { table } from './table.ts';

/**
 * Every setting with where its value comes from, then what the configuration adds.
 *
 * @param isWanted whether a configuration was looked for
 */
export function configText(shown: ShownConfig, columns: number | null, isWanted: boolean): string {
  const { file, settings, deviceGroups, policies, suites, release } = shown;
  const none = isWanted ? 'No configuration in this folder.' : 'No configuration is used (--no-config).';
  const head = file === null ? none : `Configuration: ${file}`;
  const rows = settings.map((setting) => [setting.name, valueText(setting), setting.from]);
  const groups = Object.entries(deviceGroups).map(([name, ids]) => `Group @${name}: ${ids.join(', ')}\n`);
  return [
    `${head}\n\n${table(['setting', 'value', 'from'], rows, columns)}`,
    groups.join(''),
    policies.map((policy) => `Policy ${policyText(policy)}\n`).join(''),
    suites.length === 0 ? '' : `Suites: ${suites.join(', ')}\n`,
    release.length === 0 ? '' : `Release plan: its own ${listed(release)}\n`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

export function checkedText(file: string, { devices, policies, suites, waivers, expected }: CheckedConfig): string {
  const parts = [
    count(devices, 'device'),
    count(policies, 'policy of its own', 'policies of its own'),
    count(suites, 'suite of its own', 'suites of its own'),
    count(waivers, 'waiver'),
  ];
  const needs = expected.length === 0 ? '' : `A release is expected to have evidence of ${expected.join('; ')}.\n`;
  return `${file} is valid. It names ${listed(parts)}.\n${needs}`;
}

function valueText({ value, otherwise }: ShownSetting): string {
  if (value === null) return otherwise;
  if (value === false) return 'none';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** `nightly: doubts block, virtual phones may not gate, ends when its failure is sure; 2 metrics of its own`. */
function policyText({ id, inconclusive, virtual, confirm, endsWhenSure, metrics = {} }: RunPolicy): string {
  const own = Object.keys(metrics);
  const parts = [
    inconclusive === 'block' ? 'doubts block' : 'doubts are notes',
    virtual === 'accept' ? 'virtual phones may gate' : 'virtual phones may not gate',
    ...(confirm === 'secondSession' ? ['a regression needs a second session'] : []),
    endsWhenSure ? 'a run ends once its gate is certain to fail' : 'a run is measured whole',
  ];
  return `${id}: ${parts.join(', ')}${own.length === 0 ? '' : `; rules for ${listed(own)}`}`;
}
