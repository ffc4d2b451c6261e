/** Options that take their value from a configuration unless somebody types one. */
import type { Command } from 'commander';
import { isAbsolute, join } from 'node:path';
import type { Config } from '#harness/config/config.ts';
import type { ReadConfig } from '#harness/config/read-config.ts';
import { isStoreAddress } from '#harness/workflow/store/store-place.ts';
import { DEFAULT_POLICY } from '#harness/domain/decision.ts';
import type { GitHubSettings, GitLabSettings } from '#harness/domain/publish-settings.ts';
import {
  DEFAULT_COMMENT_TIME,
  DEFAULT_DATASETS_DIR,
  DEFAULT_STORE,
  PROJECT_VARIABLE,
  REPOSITORY_VARIABLE,
  STORE_VARIABLE,
} from './options.ts';
import { shownPath } from './shown-path.ts';
import type { World } from './world.ts';

/** Fields that have one value. */
type Field = Exclude<keyof Config, 'deviceGroups' | 'policies' | 'publish' | 'release' | 'suites'>;
type PublishField = `publish.github.${keyof GitHubSettings}` | `publish.gitlab.${keyof GitLabSettings}`;

/** Those that have one value, as a path in the configuration. */
export type SettingName = Field | PublishField;

/** How a field of the configuration becomes the value of an option. */
export type Setting = {
  readonly name: SettingName;
  /** As commander calls the option's value. */
  readonly option: string;
  /** Some values only: a baseline may be a name. */
  readonly isPath: boolean | ((value: string) => boolean);
  /** The only commands that take it; every command with such an option where it is left out. Elsewhere the option selects. */
  readonly commands?: readonly string[];
  /** Comes before the configuration where it is set. */
  readonly variable?: string;
  /** What holds without it. */
  readonly otherwise: string;
};

const PLANNING = ['run', 'plan'] as const;

/** The command and the option of a publisher's field are the parts of its name. */
function ofPublisher(name: PublishField, otherwise: string, variable?: string): Setting {
  const [, command = '', option = ''] = name.split('.');
  const own = { name, option, isPath: false, commands: [command], otherwise };
  return variable === undefined ? own : { ...own, variable };
}

export const SETTINGS: readonly Setting[] = [
  { name: 'suite', option: 'suite', isPath: false, commands: [...PLANNING, 'history'], otherwise: 'must be given' },
  {
    name: 'baseline',
    option: 'baseline',
    isPath: (value) => /[\\/]/.test(value) || value.endsWith('.ipa'),
    commands: ['run'],
    otherwise: 'none',
  },
  {
    name: 'devices',
    option: 'device',
    isPath: false,
    commands: PLANNING,
    otherwise: 'your iPhones, else two virtual ones',
  },
  { name: 'dataset', option: 'dataset', isPath: false, commands: PLANNING, otherwise: "the suite's own" },
  { name: 'prompt', option: 'prompt', isPath: false, commands: PLANNING, otherwise: "the suite's own" },
  { name: 'blocks', option: 'blocks', isPath: false, commands: PLANNING, otherwise: 'as many as the suite plans' },
  { name: 'policy', option: 'policy', isPath: false, commands: PLANNING, otherwise: DEFAULT_POLICY },
  { name: 'waivers', option: 'waivers', isPath: true, otherwise: 'none' },
  { name: 'store', option: 'store', isPath: true, variable: STORE_VARIABLE, otherwise: DEFAULT_STORE },
  { name: 'datasetsDir', option: 'datasetsDir', isPath: true, otherwise: DEFAULT_DATASETS_DIR },
  { name: 'devicesFile', option: 'devicesFile', isPath: true, otherwise: 'none' },
  { name: 'virtualPhones', option: 'virtualPhones', isPath: true, otherwise: 'those that ship' },
  { name: 'appiumPort', option: 'appiumPort', isPath: false, otherwise: 'any free one' },
  ofPublisher('publish.github.comment', DEFAULT_COMMENT_TIME),
  ofPublisher('publish.github.check', 'fastvlm-bench SUITE'),
  ofPublisher('publish.github.repository', 'that of the job', REPOSITORY_VARIABLE),
  ofPublisher('publish.gitlab.comment', DEFAULT_COMMENT_TIME),
  ofPublisher('publish.gitlab.status', 'fastvlm-bench SUITE'),
  ofPublisher('publish.gitlab.project', 'that of the job', PROJECT_VARIABLE),
];

export type SettingValue = string | number | false | readonly string[];

/** What a configuration sets, as it would be typed in the working folder; undefined where it sets nothing. */
export function settingOf(
  { name, isPath }: Setting,
  { config, file }: ReadConfig,
  cwd: string,
): SettingValue | undefined {
  const value = valueOf(config, name);
  const isOne = typeof value === 'string' && (typeof isPath === 'boolean' ? isPath : isPath(value));
  return isOne ? pathFrom(join(file, '..'), value, cwd) : value;
}

function valueOf(config: Config, name: SettingName): SettingValue | undefined {
  if (!isOfPublisher(name)) return config[name];
  const { github = {}, gitlab = {} } = config.publish ?? {};
  const published: Readonly<Record<PublishField, SettingValue | undefined>> = {
    'publish.github.comment': github.comment,
    'publish.github.check': github.check,
    'publish.github.repository': github.repository,
    'publish.gitlab.comment': gitlab.comment,
    'publish.gitlab.status': gitlab.status,
    'publish.gitlab.project': gitlab.project,
  };
  return published[name];
}

function isOfPublisher(name: SettingName): name is PublishField {
  return name.startsWith('publish.');
}

/** Fills in each option that was not typed from the configuration, and returns the names of those that it filled in. */
export function fillIn(
  command: Command,
  read: ReadConfig,
  { cwd, environment }: Pick<World, 'cwd' | 'environment'>,
): readonly SettingName[] {
  // A resumed run keeps its settings: only locations are taken from here.
  const isResumed = command.opts()['resume'] !== undefined;
  const filled: SettingName[] = [];
  for (const setting of SETTINGS) {
    const { name, option, commands } = setting;
    if (commands !== undefined && (isResumed || !commands.includes(command.name()))) continue;
    if (!command.options.some((own) => own.attributeName() === option)) continue;
    if (!['default', undefined].includes(command.getOptionValueSource(option))) continue;
    if (fromEnvironment(setting, environment) !== null) continue;
    const value = settingOf(setting, read, cwd);
    if (value === undefined) continue;
    command.setOptionValueWithSource(option, value, 'config');
    filled.push(name);
  }
  return filled;
}

/** What comes before the configuration; null where nothing is set. An empty variable is one that was not set. */
export function fromEnvironment(
  { variable }: Setting,
  environment: World['environment'],
): { readonly variable: string; readonly value: string } | null {
  const value = variable === undefined ? '' : (environment[variable] ?? '');
  return variable === undefined || value === '' ? null : { variable, value };
}

function pathFrom(folder: string, value: string, cwd: string): string {
  if (isStoreAddress(value)) return value;
  return shownPath(isAbsolute(value) ? value : join(folder, value), cwd);
}
