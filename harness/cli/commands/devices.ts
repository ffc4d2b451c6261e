import type { Command } from 'commander';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { devicesFileOption, virtualPhonesOption } from '#harness/cli/options.ts';
import { positive } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import { type DeviceOptions, labOf } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { ExitCode } from '#harness/domain/failure.ts';
import type { TelemetryCheck } from '#harness/energy/telemetry-check.ts';

type ListOptions = DeviceOptions & JsonOption;
type CheckOptions = ListOptions & { readonly minutes: number };

export function addDevices(command: Command, { world, end }: Program): void {
  command
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addOption(jsonOption())
    .action(async (options: ListOptions) => end(await list(options, world)))
    .command('energy-check <id>')
    .description('read the power telemetry of a phone and check whether its energy can be measured')
    .option('--minutes <number>', 'how long to read; virtual phones, whose time runs faster, take less', positive, 10)
    .addOption(jsonOption())
    .addOption(devicesFileOption())
    .addOption(virtualPhonesOption())
    .addHelpText(
      'after',
      '\nExit codes: 0 it can be measured, 2 bad usage, 3 with limits, or it was read for too\nshort a time to say, 4 it cannot, or the phone cannot be reached.',
    )
    // `devices` takes options for itself, wherever they stand.
    .action(async (id: string, _: unknown, own: Command) =>
      end(await check(id, own.optsWithGlobals<CheckOptions>(), world)),
    );
}

async function list(options: ListOptions, world: World): Promise<ExitCode> {
  const [{ devicesText }, { devicesJson }] = await Promise.all([
    import('#harness/cli/text/devices-text.ts'),
    import('#harness/cli/json/devices-json.ts'),
  ]);
  const { drivers } = await world.lab(labOf(options, world.cwd));
  const devices = drivers.flatMap((driver) => driver.devices());
  if (options.json === true) printJson(devicesJson(devices), world);
  else world.terminal.write(devicesText(devices, world.terminal.columns));
  return 0;
}

const EXIT_CODES: Readonly<Record<TelemetryCheck['verdict'], ExitCode>> = {
  ready: 0,
  limited: 3,
  tooShort: 3,
  unusable: 4,
};

/** Reads the power telemetry of one phone for some minutes and says whether energy can be measured on it. */
async function check(id: string, options: CheckOptions, world: World): Promise<ExitCode> {
  const [{ checkEnergy }, { checkText, energyProgress }, { checkJson }] = await Promise.all([
    import('#harness/workflow/lab/check-energy.ts'),
    import('#harness/cli/text/check-text.ts'),
    import('#harness/cli/json/devices-json.ts'),
  ]);
  const progress = energyProgress(asideIf(options.json, world));
  const request = { lab: labOf(options, world.cwd), device: id, minutes: options.minutes };
  const caller = {
    onEvent: progress.onEvent,
    get signal() {
      return world.signal;
    },
  };
  const checked = await checkEnergy(request, world, caller);
  if (options.json === true) printJson(checkJson(checked), world);
  else world.terminal.write(checkText(checked.check, checked.device));
  return EXIT_CODES[checked.check.verdict];
}
