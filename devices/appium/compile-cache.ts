import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Node keeps what it compiled by the path of each file, so that every place of installation adds as much, 20 MB with Node 24. */
export const KEPT_INSTALLATIONS = 10;

/** Where this user's caches of compiled code are. */
export function compileCaches(environment: NodeJS.ProcessEnv): string {
  const macOs = join(homedir(), 'Library', 'Caches');
  const base = process.platform === 'darwin' ? macOs : (environment['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'));
  return join(base, 'fastvlm-bench', 'node');
}

/**
 * The folder in `caches` for one place of installation, which commands and the Appium server share. The caches of other places are removed, except the ones used last;
 * a program that runs with one of those loses nothing but time. Never throws: without a cache all works, only slower.
 */
export async function compileCacheOf(installation: string, caches: string): Promise<string> {
  const name = createHash('sha256').update(installation).digest('hex').slice(0, 16);
  const folder = join(caches, name);
  try {
    await mkdir(folder, { recursive: true });
    const now = new Date();
    await utimes(folder, now, now);
    for (const other of await leastRecent(caches, name))
      await rm(join(caches, other), { recursive: true, force: true });
  } catch {
    // Node does without a cache that it cannot write.
  }
  return folder;
}

async function leastRecent(caches: string, own: string): Promise<readonly string[]> {
  const others = (await readdir(caches)).filter((name) => name !== own);
  const used = await Promise.all(
    others.map(async (name) => ({ name, usedMs: (await stat(join(caches, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  return used
    .toSorted((one, other) => other.usedMs - one.usedMs)
    .slice(KEPT_INSTALLATIONS - 1)
    .map(({ name }) => name);
}
