import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Path of a module that lies beside the one at `url` and is run by a process of its own: TypeScript in the repository,
 * JavaScript in the published package.
 */
export function siblingModule(name: string, url: string): string {
  return fileURLToPath(new URL(`./${name}${extname(fileURLToPath(url))}`, url));
}
