import type { Command } from 'commander';
import { resolve } from 'node:path';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { Bundled } from '#harness/workflow/bundle/bundle-run.ts';

type Options = StoreOptions &
  JsonOption & {
    readonly out?: string;
    readonly sign?: string;
    readonly policy?: string;
    readonly page?: string;
  };

export function addBundle(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .option(
      '--out <file>',
      'where the bundle goes (default: a file in .fastvlm-bench/bundles, named after its address)',
    )
    .option('--sign <key>', 'PEM file of the private Ed25519 key that signs it (see: docs/evidence-bundle.md)')
    .option('--page <file>', 'also write an HTML page that recomputes the decision in a browser, offline')
    .option(
      '--policy <name>',
      'the policy whose decision to bundle, if there are several (default: the policy of the run)',
    )
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 the bundle was written, whatever the decision; 2 there is no decision, or it does not follow from the launches.',
    )
    .action(async (run: string, options: Options) => end(await bundle(run, options, world)));
}

async function bundle(reference: string, options: Options, world: World): Promise<ExitCode> {
  const [{ bundleRun }, { bundledText }, { bundledJson }] = await Promise.all([
    import('#harness/workflow/bundle/bundle-run.ts'),
    import('#harness/cli/text/bundle-text.ts'),
    import('#harness/cli/json/verification-json.ts'),
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
  const page = options.page === undefined ? null : resolve(cwd, options.page);
  const aside = asideIf(options.json, world);
  aside.terminal.write(bundledText(bundled, cwd));
  if (page !== null) await writePage(page, bundled, aside);
  if (options.json === true) printJson(bundledJson(bundled, page), world);
  return 0;
}

async function writePage(file: string, { record, provenance, lines }: Bundled, world: World): Promise<void> {
  const [{ verdictPage }, { writeOutput }] = await Promise.all([
    import('#harness/verdict-page/page.ts'),
    import('#harness/workflow/write-output.ts'),
  ]);
  const colours = await world.pageColours();
  const page = verdictPage({ record, provenance, version: world.version, colours, lines: lines() });
  await writeOutput(file, page, null, '--page');
  world.terminal.write(`Page: ${file}\n`);
}
