import type { Command } from 'commander';
import { resolve } from 'node:path';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { datasetsDirOption, devicesFileOption, virtualPhonesOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { type DeviceOptions, labOf, type LibraryOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { CheckedApp } from '#harness/workflow/lab/check-app.ts';

type Options = DeviceOptions & LibraryOptions & JsonOption & { readonly device?: string; readonly plan?: string };

export function addCheck(command: Command, { world, end }: Program): void {
  command
    .argument('<app>', 'an app.ipa to launch, or an events.ndjson that an app wrote')
    .option('--device <id>', 'the phone to launch it on (default: your first iPhone, else a virtual one)')
    .option('--plan <file>', 'the plan that an events.ndjson answers (default: plan.json beside it)')
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addOption(datasetsDirOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 every rule is kept, 1 a rule is broken, 2 no phone could install the app,\n3 or 4 nothing was learned about a rule, because of the phone or the lab.',
    )
    .action(async (app: string, options: Options) =>
      end(await (app.endsWith('.ndjson') ? checkEvents(app, options, world) : check(app, options, world))),
    );
}

/** Which rules of the agent protocol an app keeps. */
async function check(app: string, options: Options, world: World): Promise<ExitCode> {
  const [{ checkApp }, { appCheckText, appCheckProgress }, { appCheckJson }] = await Promise.all([
    import('#harness/workflow/lab/check-app.ts'),
    import('#harness/cli/text/app-check-text.ts'),
    import('#harness/cli/json/app-check-json.ts'),
  ]);
  const { device, datasetsDir } = options;
  const { terminal } = asideIf(options.json, world);
  const request = {
    app: resolve(world.cwd, app),
    lab: labOf(options, world.cwd),
    datasetsDir: resolve(world.cwd, datasetsDir),
    ...(device === undefined ? {} : { device }),
  };
  const checked = await checkApp(request, world, {
    onEvent: (event) => terminal.write(appCheckProgress(event)),
    get signal() {
      return world.signal;
    },
  });
  if (options.json === true) printJson(appCheckJson(checked), world);
  else terminal.write(appCheckText(checked));
  return exitCode(checked);
}

/** Which of them an events file keeps. */
async function checkEvents(events: string, { plan, json }: Options, world: World): Promise<ExitCode> {
  const [{ checkEventsFile }, { eventsCheckText }, { eventsCheckJson }] = await Promise.all([
    import('#harness/workflow/lab/check-events.ts'),
    import('#harness/cli/text/app-check-text.ts'),
    import('#harness/cli/json/app-check-json.ts'),
  ]);
  const { cwd, terminal } = world;
  const checks = await checkEventsFile(
    { events: resolve(cwd, events), ...(plan === undefined ? {} : { plan: resolve(cwd, plan) }) },
    world,
  );
  if (json === true) printJson(eventsCheckJson(events, checks), world);
  else terminal.write(eventsCheckText(events, checks));
  return exitCode({ checks, isLabAtFault: false });
}

function exitCode({ checks, isLabAtFault }: Pick<CheckedApp, 'checks' | 'isLabAtFault'>): ExitCode {
  if (checks.some(({ verdict }) => verdict === 'broken')) return 1;
  if (isLabAtFault) return 4;
  return checks.some(({ verdict }) => verdict === 'unknown') ? 3 : 0;
}
