import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { canonicalName } from '#harness/domain/file-name.ts';
import { AgentError } from '#devices/agent-node/agent-error.ts';

/**
 * Every file below a folder: its path on disk by its canonical name below the folder, in the order of the names. Throws
 * MODEL_INVALID for a link that leads out of the app, to nothing or in a circle.
 */
export function listFiles(
  folder: string,
  { bundle, followsLinks }: { readonly bundle: string; readonly followsLinks: boolean },
): ReadonlyMap<string, string> {
  const root = realpathSync(bundle);
  const found: [string, string][] = [];
  const walk = (place: string, name: string, around: readonly string[]): void => {
    for (const entry of readdirSync(place, { withFileTypes: true })) {
      const path = join(place, entry.name);
      const shown = canonicalName(name === '' ? entry.name : `${name}/${entry.name}`);
      if (entry.isSymbolicLink() && !followsLinks) continue;
      const real = entry.isSymbolicLink() ? destination(path, shown, root) : path;
      if (statSync(real).isFile()) found.push([shown, path]);
      else if (around.includes(real)) throw badLink(shown, 'leads in a circle');
      else walk(real, shown, [...around, real]);
    }
  };
  const start = realpathSync(folder);
  if (start !== root && !start.startsWith(root + sep)) throw badLink(folder, 'leaves the app');
  walk(start, '', [start]);
  return new Map(found.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function destination(path: string, name: string, root: string): string {
  const real = realPathOf(path);
  if (real === null) throw badLink(name, 'leads to nothing or in a circle');
  if (!real.startsWith(root + sep)) throw badLink(name, 'leaves the app');
  return real;
}

function realPathOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function badLink(name: string, why: string): AgentError {
  return new AgentError('MODEL_INVALID', `The app has a link in its model folder that ${why}: ${name}.`);
}
