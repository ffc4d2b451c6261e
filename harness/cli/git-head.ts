import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Source } from '#harness/domain/source.ts';

/**
 * What Git has checked out in a folder: its commit, and its branch if there is one. Null where there is no repository or no
 * Git, and in the harness's own repository, whose commit says nothing about an app.
 */
export async function gitHead(folder: string, harness: string): Promise<Pick<Source, 'commit' | 'branch'> | null> {
  const git = async (...args: readonly string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)('git', ['-C', folder, ...args], { timeout: LIMIT_MS });
    return stdout.trim();
  };
  try {
    const [root, commit, branch] = [
      await git('rev-parse', '--show-toplevel'),
      await git('rev-parse', 'HEAD'),
      await git('rev-parse', '--abbrev-ref', 'HEAD'),
    ];
    if (root === harness) return null;
    // "HEAD" where no branch is checked out.
    return { commit, ...(branch === 'HEAD' ? {} : { branch }) };
  } catch {
    return null;
  }
}

/** A repository on a lost network drive must not hold a run up. */
const LIMIT_MS = 5000;
