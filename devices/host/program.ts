import { writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { provideFrameworks } from '#devices/agent-node/frameworks.ts';

/** The app that ships: TypeScript in the repository, JavaScript in the published package. */
const MAIN = join(import.meta.dirname, 'app', `main${extname(import.meta.filename)}`);

/**
 * Writes the code of the app into a folder, as one file, with the packages that it needs beside it, and returns its path.
 * As TypeScript it would be turned into JavaScript at every launch, and what that takes would be measured as the app's.
 */
export async function installProgram(folder: string, main: string = MAIN): Promise<string> {
  provideFrameworks(folder);
  const path = join(folder, 'app.js');
  // Its packer is large, and most commands only list this machine.
  const { bundleApp } = await import('#devices/agent-node/bundle-app.ts');
  await writeFile(path, await bundleApp(main));
  return path;
}
