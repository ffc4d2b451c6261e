import type { Command } from 'commander';
import { resolve } from 'node:path';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions & { readonly out?: string; readonly sign?: string; readonly policy?: string };

export function addBundle(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .option('--out <file>', 'where the bundle goes (default: a file in .fastvlm-bench/bundles, called by its address)')
    .option('--sign <key>', 'PEM file of the private Ed25519 key that signs it (see: docs/evidence-bundle.md)')
    .option('--policy <name>', 'which decision, if there are several (default: that under the policy of the run)')
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nThe decision itself changes no exit code: 0 the bundle is written, 2 it is not, as the decision does not follow from the launches.',
    )
    .action(async (run: string, options: Options) => end(await bundle(run, options, world)));
}

async function bundle(reference: string, options: Options, world: World): Promise<ExitCode> {
  const [{ bundleRun }, { bundledText }] = await Promise.all([
    import('#harness/workflow/bundle-run.ts'),
    import('#harness/cli/text/bundle-text.ts'),
  ]);
  const { cwd } = world;
  const { out, sign, policy } = options;
  const request = {
    ...placesOf(options, cwd),
    run: runReference(reference, cwd),
    ...(policy === undefined ? {} : { policy }),
    ...(out === undefined ? {} : { file: resolve(cwd, out) }),
    ...(sign === undefined ? {} : { signWith: resolve(cwd, sign) }),
  };
  const bundled = await bundleRun(request, world, callerOf(world, options));
  world.terminal.write(bundledText(bundled, cwd));
  return 0;
}
