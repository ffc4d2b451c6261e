import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import type { Config } from './config.ts';

/** In the order in which they are named to people; a folder has one of them. */
export const CONFIG_FILES = ['ts', 'mts', 'js', 'mjs', 'json'].map((end) => `fastvlm-bench.config.${end}`);

/** A configuration and the file that it stands in, an absolute path. */
export type ReadConfig = {
  readonly config: Config;
  readonly file: string;
  /** What stands in it, if that is JSON: it shows the line of a field. */
  readonly text?: string;
  /** Whether it does not name its waivers: a file of theirs lies beside it. */
  readonly isBesideWaivers: boolean;
};

/** An absolute path, and what people call it. */
export type NamedFile = { readonly file: string; readonly source: string };

/**
 * The configuration of a folder; null where it has none. Throws CONFIG_INVALID, FILE_NOT_FOUND and FILE_UNREADABLE.
 *
 * @param named the file to read in its place
 */
export async function readConfig(
  folder: string,
  named: NamedFile | null,
  shipped: () => Promise<readonly Suite[]>,
): Promise<ReadConfig | null> {
  const file = named?.file ?? (await findConfig(folder));
  if (file === null) return null;
  const { loadValue, parseConfigValue } = await reading();
  const source = named?.source ?? basename(file);
  const { value, ...origin } = await loadValue(file, source);
  const config = parseConfigValue(value, source, await shipped(), origin);
  const isBesideWaivers = config.waivers === undefined && (await hasWaivers(file));
  const { text } = origin;
  const read = { file, ...(text === undefined ? {} : { text }) };
  return { ...read, config: isBesideWaivers ? { ...config, waivers: WAIVERS } : config, isBesideWaivers };
}

/** What a folder without a configuration does not need: with it come the gate and most of the domain. */
async function reading() {
  const [{ loadValue }, { parseConfigValue, parsePolicyFile }] = await Promise.all([
    import('./load-value.ts'),
    import('./parse-config.ts'),
  ]);
  return { loadValue, parseConfigValue, parsePolicyFile };
}

/** The default file of `waive`. Beside a configuration it is used without being named. */
const WAIVERS = 'waivers.json';

async function hasWaivers(file: string): Promise<boolean> {
  return (await readdir(dirname(file))).includes(WAIVERS);
}

/** A file that is named in place of a policy: `--policy nightly.json`. */
export function isPolicyFile(name: string): boolean {
  return /[\\/]/.test(name) || ['.json', '.js', '.mjs', '.ts', '.mts'].includes(extname(name));
}

export async function readPolicy({ file, source }: NamedFile): Promise<RunPolicy> {
  const { loadValue, parsePolicyFile } = await reading();
  const { value, ...origin } = await loadValue(file, source);
  return parsePolicyFile(value, source, origin);
}

async function findConfig(folder: string): Promise<string | null> {
  const files = await readdir(folder).catch(nullIfAbsent(folder));
  const [first, second] = CONFIG_FILES.filter((name) => files?.includes(name));
  if (first === undefined) return null;
  if (second === undefined) return join(folder, first);
  throw new BenchError(
    'CONFIG_INVALID',
    `${dirname(join(folder, first))} has two configurations: ${first} and ${second}.`,
    {
      remedy: 'Remove one of them, or name the one to use with --config.',
    },
  );
}
