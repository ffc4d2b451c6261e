import type { Command } from 'commander';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { callerOf, placesOf, runReference, shownStore, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { printable } from '#harness/text/sentences.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { Verification } from '#harness/workflow/verify-run.ts';

export function addVerify(command: Command, { world, end }: Program): void {
  command
    .arguments('<run>')
    .addOption(storeOption(world))
    .addHelpText(
      'after',
      '\nExit codes: 0 all are as stored, 1 one differs, 2 there is no such run or it has no verdicts.',
    )
    .action(async (run: string, options: StoreOptions) => end(await verify(run, options, world)));
}

async function verify(reference: string, options: StoreOptions, world: World): Promise<ExitCode> {
  const [{ verifyRun }, { verificationText }] = await Promise.all([
    import('#harness/workflow/verify-run.ts'),
    import('#harness/cli/text/verification-text.ts'),
  ]);
  const request = { ...placesOf(options, world.cwd), run: runReference(reference, world.cwd) };
  const verification = await verifyRun(request, world, callerOf(world, options));
  const { version } = world;
  const text = verificationText(verification, { reference, inStore: shownStore(options.store), version });
  world.terminal.write(printable(text));
  return exitCodeOf(verification);
}

/**
 * 1 where a verdict is not what was stored; 3 where only other rules than today's judged otherwise, which proves nothing
 * either way.
 */
function exitCodeOf({ records }: Verification): ExitCode {
  const isWrong = records.some(
    (each) => each.kind === 'mismatch' || (each.differences.length > 0 && !each.isByOtherRules),
  );
  if (isWrong) return 1;
  return records.some((each) => each.kind === 'verified' && each.differences.length > 0) ? 3 : 0;
}
