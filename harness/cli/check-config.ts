import { resolve } from 'node:path';
import { policiesOf } from '#harness/config/parse-config.ts';
import type { ReadConfig } from '#harness/config/read-config.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { idleRules } from '#harness/gate/suite-under.ts';
import { checkReleasePlan } from '#harness/domain/check-release-plan.ts';
import type { Combination } from '#harness/domain/release-plan.ts';
import { chooseDevices, chooseSuite } from '#harness/workflow/choose.ts';
import { policyNamed } from '#harness/workflow/judge/policies.ts';
import { readWaivers } from '#harness/workflow/waivers/read-waivers.ts';
import { expandGroups } from './device-groups.ts';
import { inField } from './in-field.ts';
import { SETTINGS, settingOf } from './settings.ts';
import type { World } from './world.ts';

/** How much a configuration names. */
export type CheckedConfig = {
  readonly devices: number;
  readonly policies: number;
  readonly suites: number;
  readonly waivers: number;
  /** What its release plan expects evidence of, if it says so: `Base on iPhone17,1 (energy)`. */
  readonly expected: readonly string[];
};

/**
 * Looks for everything that a configuration names: its suite and policy, its devices and their groups, its files, and the parts of its release plan. Throws the error
 * that a command that uses it would throw. Opens neither a phone nor the store.
 */
export async function checkNames(read: ReadConfig, world: World): Promise<CheckedConfig> {
  const { config } = read;
  const { suite, policy, devices = [], deviceGroups = {}, policies = {}, suites = [] } = config;
  const allSuites = [...(await world.suites()), ...suites];
  if (suite !== undefined) await inField(read, 'suite', () => chooseSuite(allSuites, suite));
  const own = policiesOf(config);
  for (const each of own) refuseIdleRules(each, allSuites, read.file);
  const known = [...(await world.policies()), ...own];
  if (policy !== undefined)
    await inField(read, 'policy', async () => policyNamed(policy, { policies: async () => known }));
  const lab = await world.lab({
    ...pathAs('devicesFile', read, world.cwd),
    ...pathAs('virtualPhones', read, world.cwd, 'virtualPhonesFile'),
  });
  const groups = Object.entries(deviceGroups);
  const named = await inField(read, 'devices', () => expandGroups(devices, deviceGroups));
  await inField(read, 'devices', () => chooseDevices(lab, named));
  for (const [name, ids] of groups) await inField(read, `deviceGroups.${name}`, () => chooseDevices(lab, ids));
  const suiteIds = [...(await world.suites()), ...suites].map(({ id }) => id);
  const plan = { ...(await world.releasePlan()), ...config.release };
  await inField(read, 'release', () => checkReleasePlan(plan, suiteIds));
  const waivers = await inField(read, 'waivers', async () => readWaivers(pathAs('waivers', read, world.cwd)));
  return {
    devices: new Set([...named, ...groups.flatMap(([, ids]) => ids)]).size,
    policies: Object.keys(policies).length,
    suites: suites.length,
    waivers: waivers.length,
    expected: (config.release?.expected ?? []).map(expectedText),
  };
}

function expectedText({ variant, deviceModel, suites = [] }: Combination): string {
  return `${variant} on ${deviceModel}${suites.length === 0 ? '' : ` (${suites.join(', ')})`}`;
}

/** A rule that decides nothing would be taken for one that does. */
function refuseIdleRules(policy: RunPolicy, suites: readonly Suite[], file: string): void {
  const [metric] = idleRules(policy, suites);
  if (metric === undefined) return;
  throw new BenchError(
    'CONFIG_INVALID',
    `policies.${policy.id}.metrics.${metric} changes nothing: no suite has a margin for this metric.`,
    { remedy: 'Give it percent or absolute as well, or remove it.', place: { file } },
  );
}

function pathAs(name: string, read: ReadConfig, cwd: string, key = name): Readonly<Record<string, string>> {
  const setting = SETTINGS.find((own) => own.name === name);
  const value = setting === undefined ? undefined : settingOf(setting, read, cwd);
  return typeof value === 'string' ? { [key]: resolve(cwd, value) } : {};
}
