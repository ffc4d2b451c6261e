import type { Command } from 'commander';
import { join } from 'node:path';
import type { Program } from '#harness/cli/program.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';

export function addInit(command: Command, { world, end }: Program): void {
  command
    .option('--force', 'replace the configuration that is there')
    .action(async ({ force }: { readonly force?: boolean }) => end(await init(force === true, world)));
}

/** Writes a configuration with every field in a comment. */
async function init(isForced: boolean, { cwd, terminal }: World): Promise<ExitCode> {
  const [{ CONFIG_FILES }, { EXAMPLE }, { isThere }, { writeOutput }] = await Promise.all([
    import('#harness/config/read-config.ts'),
    import('#harness/config/example.ts'),
    import('#harness/workflow/is-there.ts'),
    import('#harness/workflow/write-output.ts'),
  ]);
  const [file = ''] = CONFIG_FILES;
  for (const name of CONFIG_FILES) {
    if (!(await isThere(join(cwd, name))) || (isForced && name === file)) continue;
    throw new BenchError('USAGE', `This folder has a configuration: ${name}.`, {
      remedy: name === file ? 'Change that file, or replace it with --force.' : 'Change that file, or remove it first.',
    });
  }
  await writeOutput(join(cwd, file), EXAMPLE, null);
  terminal.write(`Wrote ${file}. See what it sets with: fastvlm-bench config show\n`);
  return 0;
}
