import { dirname, extname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** TypeScript in the repository, JavaScript in the published package. */
const MAIN = join(import.meta.dirname, `program${extname(import.meta.filename)}`);

/** What the script calls its functions by. */
export const PROGRAM_NAME = 'verdictPage';

/** The program of the page with all that judges, as one script for a browser. Throws where it would need more than a browser has. */
export async function compileProgram(): Promise<string> {
  const bundle = await rolldown({
    input: MAIN,
    cwd: dirname(dirname(dirname(MAIN))),
    platform: 'browser',
    // No names of source files in it: the published package makes the same bytes as the repository.
    experimental: { attachDebugInfo: 'none' },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  try {
    const { output } = await bundle.generate({ format: 'iife', name: PROGRAM_NAME, minify: true, comments: false });
    if (output.length !== 1) throw new Error(`The program became ${output.length} files instead of one.`);
    return output[0].code;
  } finally {
    await bundle.close();
  }
}
