import { extname, join } from 'node:path';
import { bundleApp } from '#devices/agent-node/bundle-app.ts';

let executable: Promise<Buffer> | null = null;

/** The app's own code as one file. */
export function bundleExecutable(): Promise<Buffer> {
  // TypeScript in the repository, JavaScript in the published package.
  executable ??= bundleApp(join(import.meta.dirname, `main${extname(import.meta.filename)}`));
  return executable;
}
