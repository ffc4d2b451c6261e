import { realpath } from 'node:fs/promises';
import path from 'node:path';

/** A name that leads out of the folder it belongs to. */
export class EscapeError extends Error {
  readonly code = 'EACCES';
}

/**
 * Where a client's path lies below `root`, which must be a real path. Throws EscapeError for a path that leaves it,
 * by `..` or through a symbolic link. A link at its very end is the object itself, unless it will be followed.
 */
export async function confine(
  root: string,
  clientPath: string,
  options: { readonly isFollowed: boolean } = { isFollowed: false },
): Promise<string> {
  if (clientPath.includes('\0')) throw new EscapeError(`a path with a zero byte: ${JSON.stringify(clientPath)}`);
  const target = path.join(root, ...clientPath.split('/'));
  if (!isBelow(root, target)) throw new EscapeError(`${clientPath} leads out of its folder`);
  const anchor = await nearestExisting(options.isFollowed ? target : path.dirname(target), root);
  if (!isBelow(root, anchor)) throw new EscapeError(`${clientPath} leads out of its folder through a link`);
  return target;
}

async function nearestExisting(folder: string, root: string): Promise<string> {
  for (let at = folder; isBelow(root, at); at = path.dirname(at)) {
    try {
      return await realpath(at);
    } catch {
      // Not there yet: its parent decides.
    }
  }
  return root;
}

function isBelow(root: string, target: string): boolean {
  return target === root || target.startsWith(root + path.sep);
}
