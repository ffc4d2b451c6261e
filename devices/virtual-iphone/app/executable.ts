import { dirname, extname, join } from 'node:path';
import { rolldown } from 'rolldown';

/**
 * Libraries that the phone offers and the app does not bring along, as an iOS app does not bring the system's
 * frameworks.
 */
const FRAMEWORKS = ['onnxruntime-node', '@huggingface/tokenizers', 'pngjs', 'jpeg-js', /^@jsquash\/jpeg\//];

/** The app's own code as one file. */
export function bundleExecutable(): Promise<Buffer> {
  executable ??= build();
  return executable;
}

let executable: Promise<Buffer> | null = null;

async function build(): Promise<Buffer> {
  const bundle = await rolldown({
    // TypeScript in the repository, JavaScript in the published package.
    input: join(import.meta.dirname, `main${extname(import.meta.filename)}`),
    cwd: dirname(import.meta.dirname),
    platform: 'node',
    external: [/^node:/, ...FRAMEWORKS],
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
