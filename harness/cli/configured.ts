/** How the configuration of a team reaches commands: as defaults of options, and as suites and policies. */
import { type Command, Option } from 'commander';
import { basename, resolve } from 'node:path';
import type { Config } from '#harness/config/config.ts';
import type { ReadConfig } from '#harness/config/read-config.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { asideIf } from './json/print-json.ts';
import { expandGroups } from './device-groups.ts';
import { inField } from './in-field.ts';
import type { RememberedFiles } from './request.ts';
import type { World } from './world.ts';
import { shownPath } from './shown-path.ts';

/** What a configuration adds to what ships; it is known once a command is about to act. */
export type Additions = { readonly suites: Suite[]; readonly policies: RunPolicy[]; release: Partial<ReleasePlan> };

/**
 * The world with what a configuration adds. It delegates to the original world instead of copying it: reading the signal
 * of a world makes the process wait for the reader.
 */
export function configuredWorld(world: World, additions: Additions): World {
  const { suites, policies } = additions;
  const configured: World = Object.create(world);
  return Object.assign(configured, {
    suites: async () => [...(await world.suites()), ...suites],
    policies: async () => [...(await world.policies()), ...policies],
    releasePlan: async () => ({ ...(await world.releasePlan()), ...additions.release }),
  });
}

/** Commands that use no configuration. */
const WITHOUT_CONFIG: ReadonlySet<string> = new Set(['demo', 'samples', 'init']);

/** What they do depends on the configuration so much that they say so. */
const ANNOUNCED: ReadonlySet<string> = new Set(['run', 'plan']);

/** The command that is about the configuration reads it itself. */
const ITSELF = 'config';

/** Makes a command and those below it take what the configuration says. */
export function takeConfig(command: Command, world: World, additions: Additions): void {
  if (WITHOUT_CONFIG.has(command.name())) return;
  // A command that acts, such as `runs`, also takes the options of the commands below it: its values are the ones that they use.
  const isActing = command.commands.length === 0 || command.options.length > 0;
  const acting = isActing ? [command] : command.commands;
  for (const own of new Set([...acting, ...command.commands]))
    own
      .addOption(
        new Option('--config <file>', 'configuration to use (default: fastvlm-bench.config.ts, .js or .json here)'),
      )
      .addOption(new Option('--no-config', 'use no configuration'));
  if (command.name() === ITSELF) return;
  for (const own of acting) own.hook('preAction', async () => apply(own, world, additions));
}

/** The configuration of a command: the one that is named, else that of the working folder; null where there is none. */
export async function configOf(command: Command, world: World): Promise<ReadConfig | null> {
  const named: unknown = command.opts()['config'];
  if (named === false) return null;
  const { readConfig } = await import('#harness/config/read-config.ts');
  return readConfig(
    world.cwd,
    typeof named === 'string' ? { file: resolve(world.cwd, named), source: named } : null,
    world.suites,
  );
}

async function apply(command: Command, world: World, additions: Additions): Promise<void> {
  const read = await configOf(command, world);
  if (read !== null) {
    const [{ fillIn }, { policiesOf }] = await Promise.all([
      import('./settings.ts'),
      import('#harness/config/parse-config.ts'),
    ]);
    const filled = fillIn(command, read, world);
    if (ANNOUNCED.has(command.name()) && filled.length > 0)
      asideIf(command.opts()['json'] === true, world).terminal.write(
        `${basename(read.file)} sets: ${filled.join(', ')}\n`,
      );
    additions.suites.push(...(read.config.suites ?? []));
    additions.policies.push(...policiesOf(read.config));
    additions.release = read.config.release ?? {};
  }
  const expand = (): void => expandDevices(command, read?.config.deviceGroups ?? {});
  if (read !== null && command.getOptionValueSource('device') === 'config') await inField(read, 'devices', expand);
  else expand();
  if (read !== null && isUsed(read.config, command)) remember(command, 'configFile', shownPath(read.file, world.cwd));
  await usePolicyFile(command, world, additions);
}

/** `--device @lab` stands for the devices of the group. */
function expandDevices(command: Command, groups: NonNullable<Config['deviceGroups']>): void {
  const devices: unknown = command.opts()['device'];
  if (!Array.isArray(devices)) return;
  command.setOptionValueWithSource('device', expandGroups(devices, groups), command.getOptionValueSource('device'));
}

/** Whether the suite or the policy that a command names is one of the configuration. */
function isUsed({ suites = [], policies = {} }: Config, command: Command): boolean {
  const { suite, policy }: { readonly suite?: unknown; readonly policy?: unknown } = command.opts();
  return suites.some(({ id }) => id === suite) || (typeof policy === 'string' && Object.hasOwn(policies, policy));
}

/** Keeps what the commands that are printed call a file, beside the options. */
function remember(command: Command, name: keyof RememberedFiles, file: string): void {
  command.setOptionValueWithSource(name, file, 'config');
}

/** `--policy nightly.json` is the policy in that file. */
async function usePolicyFile(command: Command, { cwd }: World, additions: Additions): Promise<void> {
  const policy: unknown = command.opts()['policy'];
  if (typeof policy !== 'string') return;
  const { isPolicyFile, readPolicy } = await import('#harness/config/read-config.ts');
  if (!isPolicyFile(policy)) return;
  const read = await readPolicy({ file: resolve(cwd, policy), source: policy });
  const index = additions.policies.findIndex(({ id }) => id === read.id);
  additions.policies.splice(index < 0 ? additions.policies.length : index, 1, read);
  command.setOptionValueWithSource('policy', read.id, command.getOptionValueSource('policy'));
  // Its policy has no name elsewhere.
  remember(command, 'policyFile', policy);
}
