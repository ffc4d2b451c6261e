import { basename } from 'node:path';
import { policiesOf } from '#harness/config/parse-config.ts';
import type { ReadConfig } from '#harness/config/read-config.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { shownPlace } from '#harness/workflow/store/store-place.ts';
import { fromEnvironment, type Setting, SETTINGS, settingOf, type SettingValue } from './settings.ts';
import type { World } from './world.ts';

/** A setting as commands take it. */
export type ShownSetting = {
  readonly name: string;
  /** Null where nothing is set. */
  readonly value: SettingValue | null;
  /** A file, a variable of the environment, `beside the configuration`, or `default`. */
  readonly from: string;
  /** What holds where nothing is set. */
  readonly otherwise: string;
};

/** What `config show` prints. */
export type ShownConfig = {
  /** Null where the folder has no configuration. */
  readonly file: string | null;
  readonly settings: readonly ShownSetting[];
  readonly deviceGroups: Readonly<Record<string, readonly string[]>>;
  readonly policies: readonly RunPolicy[];
  /** Ids of its own suites. */
  readonly suites: readonly string[];
  /** Parts of the release plan that it sets; the others are those that ship. */
  readonly release: readonly string[];
};

/** What commands of a folder take when no option is typed. */
export function shownConfig(
  read: ReadConfig | null,
  { cwd, environment }: Pick<World, 'cwd' | 'environment'>,
): ShownConfig {
  const { deviceGroups = {}, suites = [], release = {} } = read?.config ?? {};
  return {
    file: read?.file ?? null,
    settings: SETTINGS.map((setting) => shown(setting, read, { cwd, environment })),
    deviceGroups,
    policies: read === null ? [] : policiesOf(read.config),
    suites: suites.map(({ id }) => id),
    release: Object.keys(release),
  };
}

function shown(
  setting: Setting,
  read: ReadConfig | null,
  { cwd, environment }: Pick<World, 'cwd' | 'environment'>,
): ShownSetting {
  const { name, otherwise } = setting;
  const own = fromEnvironment(setting, environment);
  if (own !== null) return { name, value: withoutPassword(name, own.value), from: own.variable, otherwise };
  const value = read === null ? undefined : settingOf(setting, read, cwd);
  if (read === null || value === undefined) return { name, value: null, from: 'default', otherwise };
  const from = name === 'waivers' && read.isBesideWaivers ? 'beside the configuration' : basename(read.file);
  return { name, value: withoutPassword(name, value), from, otherwise };
}

function withoutPassword(name: Setting['name'], value: SettingValue): SettingValue {
  return name === 'store' && typeof value === 'string' ? shownPlace(value) : value;
}
