import type { Command } from 'commander';
import { type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { storeOption } from '#harness/cli/options.ts';
import { collect } from '#harness/cli/option-values.ts';
import type { Program } from '#harness/cli/program.ts';
import { placesOf, type StoreOptions } from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import type { Calibration } from '#harness/domain/calibration.ts';
import { choicesText } from '#harness/text/choices.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';

type Options = StoreOptions &
  JsonOption & {
    readonly suite?: string;
    readonly device?: readonly string[];
    readonly history?: boolean;
  };

const HOW_TO_MEASURE = 'Measure with: fastvlm-bench calibrate --build app.ipa --suite latency';

export function addCalibrations(command: Command, { world, end }: Program): void {
  command
    .option('--suite <name>', 'of this suite only')
    .option('--device <id>', 'of this phone only; repeat for more', collect)
    .option('--history', 'include calibrations that newer ones replaced')
    .addOption(jsonOption())
    .addOption(storeOption(world))
    .action(async (options: Options) => end(await list(options, world)));
}

async function list(options: Options, world: World): Promise<ExitCode> {
  const [{ withStoreAtHand }, { chooseSuite }, { calibrationsText }, { calibrationsJson }] = await Promise.all([
    import('#harness/workflow/store/with-store.ts'),
    import('#harness/workflow/choose.ts'),
    import('#harness/cli/text/calibrations-text.ts'),
    import('#harness/cli/json/calibrations-json.ts'),
  ]);
  return withStoreAtHand<ExitCode>(placesOf(options, world.cwd), world, async (store) => {
    const { suite, device, history } = options;
    const all = await store.calibrations({ isHistoryWanted: history === true });
    const suites = await world.suites();
    // A suite that is gone may still have calibrations.
    if (suite !== undefined && !all.some(({ suiteId }) => suiteId === suite)) chooseSuite(suites, suite);
    for (const id of device ?? []) refuseUnknown(id, all);
    const found = all.filter(
      ({ suiteId, deviceId }) =>
        (suite === undefined || suiteId === suite) && (device === undefined || device.includes(deviceId)),
    );
    if (options.json === true) {
      printJson(calibrationsJson(found), world);
      return 0;
    }
    if (found.length === 0) {
      const which = all.length === 0 ? 'No calibrations yet' : 'No calibrations match';
      world.terminal.write(`${which}. ${HOW_TO_MEASURE}\n`);
      return 0;
    }
    world.terminal.write(calibrationsText(found, suites, world.terminal.columns));
    return 0;
  });
}

function refuseUnknown(id: string, calibrations: readonly Calibration[]): void {
  const known = [...new Set(calibrations.map(({ deviceId }) => deviceId))].sort();
  if (known.includes(id)) return;
  throw new BenchError('UNKNOWN_DEVICE', `There is no calibration of a phone "${id}".`, {
    remedy: known.length === 0 ? HOW_TO_MEASURE : choicesText(id, known),
  });
}
