import { dirname } from 'node:path';
import { rolldown } from 'rolldown';
import { FRAMEWORKS } from './frameworks.ts';

/** The code of an app as one file: all that `main` imports, without the frameworks. Throws where it becomes several files. */
export async function bundleApp(main: string): Promise<Buffer> {
  const bundle = await rolldown({
    input: main,
    cwd: dirname(dirname(main)),
    platform: 'node',
    external: [/^node:/, ...FRAMEWORKS.map((name) => new RegExp(`^${name}(?:/|$)`))],
    // No names of source files in it: the published package makes the same bytes as the repository.
    experimental: { attachDebugInfo: 'none' },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  try {
    const { output } = await bundle.generate({ format: 'esm', banner: '#!/usr/bin/env node', comments: false });
    if (output.length !== 1) throw new Error(`The app became ${output.length} files instead of one.`);
    return Buffer.from(output[0].code);
  } finally {
    await bundle.close();
  }
}
