import type { Command } from 'commander';
import { resolve } from 'node:path';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, shownStore, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { printable } from '#harness/text/sentences.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import type { BundleVerification } from '#harness/workflow/bundle/verify-bundle.ts';
import type { Verification } from '#harness/workflow/judge/verify-run.ts';

export function addVerify(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .option('--key <key>', 'for a bundle: PEM file of the public Ed25519 key that must have signed it')
    .option('--address <digits>', 'for a bundle: the address that it must have, or the first digits of it')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 everything is as stored, 1 something differs or the bundle was changed, 2 there is no such run or it has no\n' +
        'verdicts, 3 the rules of another version gave another result, which proves nothing.',
    )
    .action(async (run: string, options: Options) => end(await verify(run, options, world)));
}

type Options = StoreOptions & JsonOption & { readonly key?: string; readonly address?: string };

async function verify(reference: string, options: Options, world: World): Promise<ExitCode> {
  const file = resolve(world.cwd, reference);
  const { isBundle } = await import('#harness/workflow/bundle/verify-bundle.ts');
  if (await isBundle(file)) return verifyFile(file, options, world);
  if (options.key !== undefined || options.address !== undefined) {
    throw new BenchError('USAGE', `${reference} is not a bundle: only bundles have a signature and an address.`, {
      remedy: 'Leave --key and --address out, or name a file that fastvlm-bench bundle has written.',
    });
  }
  const [{ verifyRun }, { verificationText }, { verificationJson }] = await Promise.all([
    import('#harness/workflow/judge/verify-run.ts'),
    import('#harness/cli/text/verification-text.ts'),
    import('#harness/cli/json/verification-json.ts'),
  ]);
  const request = { ...placesOf(options, world.cwd), run: runReference(reference, world.cwd) };
  const verification = await verifyRun(request, world, callerOf(world, options));
  if (options.json === true) {
    printJson(verificationJson(verification), world);
    return exitCodeOf(verification);
  }
  const { version } = world;
  const text = verificationText(verification, { reference, inStore: shownStore(options.store), version });
  world.terminal.write(printable(text));
  return exitCodeOf(verification);
}

async function verifyFile(file: string, { key, address, json }: Options, world: World): Promise<ExitCode> {
  const [{ verifyBundle }, { bundleVerificationText }, { bundleVerificationJson }] = await Promise.all([
    import('#harness/workflow/bundle/verify-bundle.ts'),
    import('#harness/cli/text/bundle-text.ts'),
    import('#harness/cli/json/verification-json.ts'),
  ]);
  const request = {
    file,
    ...(key === undefined ? {} : { key: resolve(world.cwd, key) }),
    ...(address === undefined ? {} : { address }),
  };
  const verification = await verifyBundle(request, world);
  const { version } = world;
  if (json === true) printJson(bundleVerificationJson(verification), world);
  else world.terminal.write(bundleVerificationText(verification, { version, isKeyNamed: key !== undefined }));
  return exitCodeOfBundle(verification);
}

/** As for a run: what another version judged otherwise proves nothing. */
function exitCodeOfBundle({ recomputed, differingParts, refusal }: BundleVerification): ExitCode {
  const { differences, isByOtherRules } = recomputed;
  if (refusal !== null || differingParts.length > 0) return 1;
  if (differences.length === 0) return 0;
  return isByOtherRules ? 3 : 1;
}

/**
 * 1 where a verdict is not what was stored; 3 where only other rules than today's judged otherwise, which proves nothing
 * either way.
 */
function exitCodeOf({ records, columns }: Verification): ExitCode {
  const isWrong = records.some(
    (each) => each.kind === 'mismatch' || (each.differences.length > 0 && !each.isByOtherRules),
  );
  if (isWrong || columns.length > 0) return 1;
  return records.some((each) => each.kind === 'verified' && each.differences.length > 0) ? 3 : 0;
}
