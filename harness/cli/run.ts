import { randomBytes, randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BenchError, type ExitCode } from '../domain/failure.ts';
import type { Launch } from '../domain/launch.ts';
import type { Arm } from '../domain/plan.ts';
import { RUN_SCHEMA_VERSION, type Run, type RunHeader } from '../domain/run.ts';
import type { Suite } from '../domain/suite.ts';
import { measureRun } from '../measure/measure-run.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { LoadedDataset, RunStore } from '../ports.ts';
import { createRandom } from '../stats/random.ts';
import { openJournal, readJournal } from '../store/journal.ts';
import { chooseDevices, chooseSuite, type DeviceOptions, driverOf, labOptions } from './choose.ts';
import { type Baseline, findBaseline } from './find-baseline.ts';
import { RUN_FILE } from './find-run.ts';
import { finish, type PolicyName } from './finish.ts';
import { refuseIncomparable } from './refuse-incomparable.ts';
import { watchRun } from './watch-run.ts';
import { withStore } from './with-store.ts';
import type { Lab, World } from './world.ts';

export type RunOptions = {
  readonly suite?: string;
  readonly candidate?: string;
  readonly baseline?: string;
  readonly device: readonly string[];
  readonly blocks?: number;
  readonly seed?: number;
  readonly resume?: string;
  readonly policy: PolicyName;
  readonly out?: string;
  readonly store: string;
} & DeviceOptions;

const JOURNAL_FILE = 'journal.jsonl';

/** Measures a build, beside a baseline where there is one, then compares, decides and reports. */
export async function runCommand(options: RunOptions, world: World): Promise<ExitCode> {
  return withStore(options.store, world, async (store) => {
    const lab = await world.lab(labOptions(options, world.cwd));
    const start =
      options.resume === undefined
        ? await freshStart(options, lab, store, world)
        : await resumedStart(options.resume, store, world);
    const datasets = await loadDatasets(start.header.suite, world);
    const { run, lost } = await measure(start, datasets, lab, world);
    await store.save(run);
    await writeFile(join(start.folder, RUN_FILE), JSON.stringify(run));
    const exitCode = await finish(
      { run, baselineRun: start.baselineRun, policy: options.policy, folder: start.folder },
      world,
    );
    world.terminal.write(`Run:    ${run.id}\n`);
    for (const { deviceId, error } of lost) {
      world.terminal.writeError(`error: ${deviceId} was lost: ${error.message}\n  ${error.remedy}\n`);
    }
    return lost.length > 0 && exitCode !== 1 ? 4 : exitCode;
  });
}

type Start = {
  readonly header: RunHeader;
  readonly baselineRun: Run | null;
  readonly folder: string;
  readonly done: readonly Launch[];
};

async function freshStart(options: RunOptions, lab: Lab, store: RunStore, world: World): Promise<Start> {
  const suite = withBlocks(chooseSuite(await world.suites(), options.suite), options.blocks);
  if (options.candidate === undefined) {
    throw new BenchError('USAGE', 'No candidate was named.', { remedy: 'Add --candidate with the app.ipa to judge.' });
  }
  const devices = chooseDevices(lab, options.device);
  const candidate = await lab.inspect(resolve(world.cwd, options.candidate));
  const baseline: Baseline =
    options.baseline === undefined
      ? { build: null, run: null }
      : await findBaseline(options.baseline, store, lab.inspect, world.cwd);
  const startedAt = world.clock.now();
  const id = `${startedAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${suite.id}-${randomBytes(2).toString('hex')}`;
  const header: RunHeader = {
    schemaVersion: RUN_SCHEMA_VERSION,
    id,
    startedAt: startedAt.toISOString(),
    seed: options.seed ?? randomInt(2 ** 31),
    suite,
    candidate,
    baseline: baseline.build,
    baselineRunId: baseline.run?.id ?? null,
    devices,
    datasets: [
      ...new Map(
        [...(await loadDatasets(suite, world)).values()].map(({ reference }) => [
          `${reference.id}/${reference.subset}`,
          reference,
        ]),
      ).values(),
    ],
    environment: {
      harness: world.version,
      node: process.version,
      host: world.host,
      tools: Object.assign({}, ...lab.drivers.map((driver) => driver.tools())),
    },
  };
  if (baseline.run !== null) refuseIncomparable(header, baseline.run, { areDevicesCompared: baseline.build === null });
  const folder = resolve(world.cwd, options.out ?? join('.fastvlm-bench', 'runs', id));
  refuseUsedFolder(folder);
  return { header, baselineRun: baseline.run, folder, done: [] };
}

/** The number of blocks is how much is known, not what is measured: runs of more and of fewer are still comparable. */
function withBlocks(suite: Suite, blocks: number | undefined): Suite {
  if (blocks === undefined) return suite;
  if (blocks === 0)
    throw new BenchError('USAGE', 'A pass needs at least one block.', { remedy: 'For example: --blocks 4' });
  const passes = suite.passes.map((pass) => ({
    ...pass,
    protocol: { ...pass.protocol, blocks: Math.min(blocks, pass.protocol.blocks) },
  }));
  return { ...suite, passes };
}

/** A folder holds one run: a second journal in it would be glued to the first. */
function refuseUsedFolder(folder: string): void {
  if (!existsSync(join(folder, JOURNAL_FILE))) return;
  throw new BenchError('USAGE', `${folder} already holds a run.`, {
    remedy: 'Choose another folder with --out, or go on with that run: fastvlm-bench run --resume FOLDER',
  });
}

async function resumedStart(folderName: string, store: RunStore, world: World): Promise<Start> {
  const folder = resolve(world.cwd, folderName);
  const { header, launches } = await readJournal(join(folder, JOURNAL_FILE));
  const baselineRun = header.baselineRunId === null ? null : await store.load(header.baselineRunId);
  return { header, baselineRun, folder, done: launches };
}

async function loadDatasets(suite: Suite, world: World): Promise<ReadonlyMap<string, LoadedDataset>> {
  const loaded = suite.passes.map(async ({ id, workload }): Promise<readonly [string, LoadedDataset]> => {
    const dataset = await world.dataset(workload.dataset);
    if (dataset === null) {
      throw new BenchError(
        'UNKNOWN_DATASET',
        `The suite ${suite.id} needs the dataset "${workload.dataset}", which is not here.`,
        {
          remedy: 'Import it first.',
        },
      );
    }
    return [id, await dataset.load(workload.subset)];
  });
  return new Map(await Promise.all(loaded));
}

async function measure(
  start: Start,
  datasets: ReadonlyMap<string, LoadedDataset>,
  lab: Lab,
  world: World,
): ReturnType<typeof measureRun> {
  const { header, done } = start;
  const arms: readonly Arm[] = header.baseline === null ? ['candidate'] : ['baseline', 'candidate'];
  const plan = makePlan({
    suite: header.suite,
    deviceIds: header.devices.map((device) => device.id),
    arms,
    seed: header.seed,
    chance: (seed, deviceId) => {
      const random = createRandom(seed, `plan/${deviceId}`);
      return () => random.next();
    },
  });
  const journal = await openJournal(join(start.folder, JOURNAL_FILE));
  if (done.length === 0) await journal.begin(header);
  const watch = watchRun(header, plan, world);
  try {
    return await measureRun({
      header,
      plan,
      driverOf: (deviceId) => driverOf(lab, deviceId),
      datasets,
      journal,
      done,
      onProgress: watch.onProgress,
      clock: world.clock,
      random: createRandom(header.seed, 'retry'),
      nonce: () => randomBytes(12).toString('hex'),
      signal: world.signal,
    });
  } finally {
    await watch.end();
    await journal.close();
  }
}
