import { BenchError } from '#harness/domain/failure.ts';
import { BRANCH, CI_URL, COMMIT, PULL_REQUEST, type Source } from '#harness/domain/source.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { ciSource, EVENT_FILE_VARIABLE } from '#harness/workflow/publish/ci-source.ts';
import type { World } from './world.ts';

export type SourceOptions = {
  readonly commit?: string;
  readonly branch?: string;
  readonly pullRequest?: number;
  readonly ciUrl?: string;
};

/**
 * Which change a run measures: what the options say, else the CI, else Git in the working folder. Null where nobody knows. Throws
 * USAGE for an option that cannot be one.
 */
export async function sourceOf(
  options: SourceOptions,
  world: Pick<World, 'cwd' | 'environment' | 'git'>,
): Promise<Source | null> {
  const { commit, branch, pullRequest, ciUrl } = options;
  const named: Source = {
    ...(commit === undefined ? {} : { commit: valid('--commit', commit, COMMIT) }),
    ...(branch === undefined ? {} : { branch: valid('--branch', branch, BRANCH) }),
    ...(pullRequest === undefined ? {} : { pullRequest: valid('--pull-request', pullRequest, PULL_REQUEST) }),
    ...(ciUrl === undefined ? {} : { ciUrl: valid('--ci-url', ciUrl, CI_URL) }),
  };
  const { environment } = world;
  const ci = ciSource(environment, await eventOf(environment[EVENT_FILE_VARIABLE]));
  // What Git has checked out is another commit than the one that somebody names.
  const found = ci ?? (named.commit === undefined ? await world.git(world.cwd) : null);
  const source = { ...found, ...named };
  return Object.keys(source).length === 0 ? null : source;
}

type Check<T> = { readonly safeParse: (value: unknown) => { readonly success: boolean; readonly data?: T } };

function valid<T>(option: string, value: T, check: Check<T>): T {
  if (check.safeParse(value).success) return value;
  throw new BenchError('USAGE', `${option} cannot be ${JSON.stringify(value)}.`, {
    remedy: `Give it ${REMEDIES[option] ?? 'another value'}.`,
  });
}

const REMEDIES: Readonly<Record<string, string>> = {
  '--commit': 'the hash of a commit, without white space',
  '--branch': 'the name of a branch, without white space',
  '--pull-request': 'a whole number of 1 or more',
  '--ci-url': 'an address that begins with https:// or http://',
};

/** A file that cannot be read says nothing: the CI's variables are enough to go on. */
export async function eventOf(path: string | undefined): Promise<unknown> {
  if (path === undefined || path === '') return null;
  try {
    return JSON.parse((await readNamedFile(path)) ?? 'null');
  } catch {
    return null;
  }
}
