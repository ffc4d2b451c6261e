import type { Policy, RunPolicy } from '#harness/domain/decision.ts';
import type { PublishSettings } from '#harness/domain/publish-settings.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { Suite } from '#harness/domain/suite.ts';

/** A policy as a team writes it. What is left out is as in the policy that it rests on. */
export type PolicySettings = {
  /** `release` where it is left out. */
  readonly basedOn?: 'pr' | 'release';
} & Partial<Omit<RunPolicy, 'id'>>;

/** A policy in a file of its own. */
export type PolicyFile = PolicySettings & Pick<Policy, 'id'>;

/**
 * What a team sets once for all commands: `fastvlm-bench.config.ts` (or .js, or .json) in the folder in which commands run. An option
 * of the command line comes before it. Paths are taken from the folder of the file.
 */
export type Config = {
  /** What `run` and `plan` take where their options are left out. */
  readonly suite?: string;
  /** A name, a run file or an app.ipa to compare with. */
  readonly baseline?: string;
  /** Ids, `host`, or groups as `@name`. */
  readonly devices?: readonly string[];
  /** `NAME` or `NAME/SUBSET` to score answers on. */
  readonly dataset?: string;
  /** For scored questions, with `{question}` in it. */
  readonly prompt?: string;
  /** At most so many a pass; 1 or more. */
  readonly blocks?: number;
  /** `pr`, `release` or one of `policies`; it judges what `run` measures. */
  readonly policy?: string;

  /** A file of accepted losses; `waivers.json` beside the configuration where there is one. */
  readonly waivers?: string;
  /** An SQLite file, or the address of a PostgreSQL database. */
  readonly store?: string;
  readonly datasetsDir?: string;
  /** Lists your iPhones. */
  readonly devicesFile?: string;
  /** Lists virtual iPhones in place of those that ship. */
  readonly virtualPhones?: string;
  readonly appiumPort?: number;

  /** Devices by the name of a group: `--device @lab`. */
  readonly deviceGroups?: Readonly<Record<string, readonly string[]>>;
  /** Policies by name, beside `pr` and `release`, which mean the same everywhere. */
  readonly policies?: Readonly<Record<string, PolicySettings>>;
  /** Where results are published, and how. */
  readonly publish?: PublishSettings;
  /** What a release must show, in place of what ships: a field that is set replaces all of that field. */
  readonly release?: Partial<ReleasePlan>;
  /** Suites beside those that ship. */
  readonly suites?: readonly Suite[];
};

/** Gives a configuration its type: `export default defineConfig({ … })`. */
export function defineConfig(config: Config): Config {
  return config;
}
