import { randomBytes, randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { knownNoise } from '#harness/compare/change/known-noise.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import type { AskedQuestion, DatasetReference } from '#harness/domain/dataset.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { type KnownNoise, ORDER_VERSION, RUN_SCHEMA_VERSION, type Run, type RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import { shellWord } from '#harness/text/shell-word.ts';
import { POLICIES } from '#harness/gate/decide.ts';
import { planOf, refuseOtherOrder } from '#harness/plan/plan-launches.ts';
import type { LoadedDataset, RunStore } from '#harness/ports.ts';
import { endsWhenSure } from '#harness/stop/ends-when-sure.ts';
import { readJournal } from '#harness/store/journal.ts';
import { type HeldFolder, holdFolder, JOURNAL_FILE } from '#harness/store/run-folder.ts';
import { RUN_FILE } from './find-run.ts';
import { chooseDevices, chooseSuite, type DeviceOptions } from './choose.ts';
import { DEFAULT_POLICY, type PolicyName } from './judge-run.ts';
import { type Baseline, baselineRunOf, findBaseline } from './find-baseline.ts';
import { BENCH_FOLDER, type Places, resumeCommand } from './bench-folder.ts';
import { type BlockOptions, limitBlocks } from '#harness/plan/limit-blocks.ts';
import { loadDatasets } from './load-datasets.ts';
import { isThere } from './is-there.ts';
import { momentName } from './moment.ts';
import { outFolder } from './out-folder.ts';
import { refuseIncomparable } from './refuse-incomparable.ts';
import { refuseOldPhones } from './refuse-old-phones.ts';
import {
  type DatasetOptions,
  withDataset,
  withEveryQuestion,
  withoutMissingScores,
} from '#harness/plan/with-dataset.ts';
import type { Lab, World } from '#harness/cli/world.ts';

/** What a run begins with, whether it is new or resumed. */
export type Start = {
  readonly header: RunHeader;
  /** The stored run that the candidate is compared with, if any. */
  readonly baselineRun: Run | null;
  readonly folder: string;
  readonly datasets: ReadonlyMap<string, LoadedDataset>;
  /** Launches that are in the journal already. */
  readonly done: readonly Launch[];
  /** When it is resumed; null for a new run. */
  readonly resumedAt: string | null;
  /** The command that resumes it after an interruption. */
  readonly resume: string;
};

export type StartOptions = BlockOptions &
  DatasetOptions &
  DeviceOptions &
  Places & {
    readonly suite?: string;
    readonly candidate?: string;
    readonly baseline?: string;
    readonly device?: readonly string[];
    readonly seed?: number;
    readonly out?: string;
    readonly policy?: PolicyName;
    /** Absent for what the policy does. */
    readonly stopOnRegression?: boolean;
  };

/** Finds everything a new run names and refuses what cannot be measured or compared, before any phone is touched. */
export async function startRun(options: StartOptions, lab: Lab, store: RunStore, world: World): Promise<Start> {
  const chosen = withDataset(chooseSuite(await world.suites(), options.suite), options);
  if (options.candidate === undefined) {
    throw new BenchError('USAGE', 'No candidate was named.', { remedy: 'Add --candidate with the app.ipa to judge.' });
  }
  const devices = chooseDevices(lab, options.device ?? []);
  const datasets = await loadDatasets(chosen, options.datasetsDir, world);
  const suite = limitBlocks(withEveryQuestion(withoutMissingScores(chosen, datasets), datasets, options), options);
  const candidate = await lab.inspect(resolve(world.cwd, options.candidate));
  const baseline: Baseline =
    options.baseline === undefined
      ? { build: null, run: null }
      : await findBaseline(options.baseline, store, lab.inspect, world.cwd);
  refuseOldPhones(baseline.build === null ? [candidate] : [candidate, baseline.build], devices);
  const startedAt = world.clock.now();
  const known = baseline.build === null ? [] : await knownOf(suite, devices, store);
  const header: RunHeader = {
    schemaVersion: RUN_SCHEMA_VERSION,
    id: runId(startedAt, suite),
    startedAt: startedAt.toISOString(),
    seed: options.seed ?? randomInt(2 ** 31),
    orderVersion: ORDER_VERSION,
    policy: options.policy ?? DEFAULT_POLICY,
    stopOnRegression: options.stopOnRegression ?? endsByItself(options),
    suite,
    candidate,
    baseline: baseline.build,
    baselineRunId: baseline.run?.id ?? null,
    devices,
    datasets: referencesOf(datasets),
    questions: questionsOf(datasets),
    environment: {
      harness: world.version,
      node: world.node,
      host: world.host,
      tools: Object.assign({}, ...lab.drivers.map((driver) => driver.tools())),
    },
    ...(known.length === 0 ? {} : { known }),
  };
  if (baseline.run !== null) {
    refuseIncomparable(header, baseline.run, { areDevicesCompared: baseline.build === null });
  }
  if (baseline.run !== null && baseline.build === null) world.terminal.write(storedOnly(baseline.run));
  const folder = await outFolder(options.out, `${BENCH_FOLDER}/runs/${header.id}`, world.cwd);
  const resume = resumeCommand(folder, options, world.cwd);
  await refuseUsedFolder(folder, resume);
  return { header, baselineRun: baseline.run, folder, datasets, done: [], resumedAt: null, resume };
}

async function knownOf(suite: Suite, devices: readonly Device[], store: RunStore): Promise<readonly KnownNoise[]> {
  const found = await store.calibrations({ suiteId: suite.id, deviceIds: devices.map(({ id }) => id) });
  return knownNoise(found, suite, devices);
}

/** A request for every block (--no-early-stop) also asks for the rest of the plan. */
function endsByItself({ policy = DEFAULT_POLICY, earlyStop }: StartOptions): boolean {
  return endsWhenSure(POLICIES[policy]) && earlyStop !== false;
}

/** Said before anything is measured: a person who expected both builds side by side can still stop. */
function storedOnly({ id, candidate }: Run): string {
  return (
    `${candidate.label} is no longer at ${candidate.path}: the candidate is compared with the launches stored in ${id}.\n` +
    'Only changes larger than the luck of one session count. To measure both builds side by side, put the file back, or\n' +
    'name it: --baseline app.ipa\n'
  );
}

/** Where the builds of a resumed run lie now, if they were moved. */
export type MovedBuilds = { readonly candidate?: string; readonly baseline?: string };

/**
 * Reads an interrupted run back from the journal in its folder, which is held so that nobody writes to it meanwhile.
 */
export async function resumeRun(
  { folder }: HeldFolder,
  options: Places & DeviceOptions & MovedBuilds,
  lab: Lab,
  store: RunStore,
  world: World,
): Promise<Start> {
  const content = await readJournal(folder);
  refuseOtherOrder(planOf(content.header), content.launches, content.header);
  const again = resumeCommand(folder, options, world.cwd);
  const header = await withBuildsAtHand(content.header, options, again, lab, world.cwd);
  const baselineRun = await baselineRunOf(header, store);
  const datasets = await loadDatasets(header.suite, options.datasetsDir, world);
  const moved = [
    ...(options.candidate === undefined ? [] : [` --candidate ${shellWord(header.candidate.path)}`]),
    ...(options.baseline === undefined ? [] : [` --baseline ${shellWord(header.baseline?.path ?? options.baseline)}`]),
  ];
  const resume = `${again}${moved.join('')}`;
  refuseOldPhones(buildsOf(header), phonesOf(header, lab), resume);
  const resumedAt = world.clock.now().toISOString();
  return { header, baselineRun, folder, datasets, done: content.launches, resumedAt, resume };
}

function buildsOf({ candidate, baseline }: RunHeader): readonly Build[] {
  return baseline === null ? [candidate] : [candidate, baseline];
}

/** The phones of a run as they are now: its header has them as they were when it began. */
function phonesOf({ devices }: RunHeader, { drivers }: Lab): readonly Device[] {
  const own = new Set(devices.map(({ id }) => id));
  return drivers.flatMap((driver) => driver.devices()).filter(({ id }) => own.has(id));
}

/** The launches to come must be of the very builds that the launches in the journal are of, wherever those lie now. */
async function withBuildsAtHand(
  header: RunHeader,
  moved: MovedBuilds,
  again: string,
  lab: Lab,
  cwd: string,
): Promise<RunHeader> {
  const { candidate, baseline } = header;
  const atHand = async (build: Build, arm: Arm, path: string | undefined): Promise<Build> =>
    buildAtHand(build, { arm, path: path === undefined ? build.path : resolve(cwd, path), again }, lab);
  if (baseline === null) {
    if (moved.baseline !== undefined) throw noBaseline(again);
    return { ...header, candidate: await atHand(candidate, 'candidate', moved.candidate) };
  }
  // A build that is measured against itself is one file.
  const baselinePath = moved.baseline ?? (baseline.id === candidate.id ? moved.candidate : undefined);
  return {
    ...header,
    candidate: await atHand(candidate, 'candidate', moved.candidate),
    baseline: await atHand(baseline, 'baseline', baselinePath),
  };
}

async function buildAtHand(
  build: Build,
  { arm, path, again }: { readonly arm: Arm; readonly path: string; readonly again: string },
  lab: Lab,
): Promise<Build> {
  const known = `the ${arm} of this run, ${build.label} (sha256 ${build.id.slice(0, 12)}…)`;
  const remedy = `Put it back, or name where it is now: ${again} --${arm} app.ipa`;
  const found = await lab.inspect(path).catch((cause: unknown) => {
    if (!(cause instanceof BenchError) || cause.code !== 'FILE_NOT_FOUND') throw cause;
    throw new BenchError('FILE_NOT_FOUND', `${path} is missing: it was ${known}.`, { remedy, cause });
  });
  if (found.id === build.id) return { ...build, path };
  throw new BenchError('BUILD_INVALID', `${path} is another build than ${known}.`, { remedy });
}

function noBaseline(again: string): BenchError {
  return new BenchError('USAGE', 'This run has no baseline build, so --baseline does not apply.', {
    remedy: `Leave it out: ${again}`,
  });
}

function runId(startedAt: Date, suite: Suite): string {
  return `${momentName(startedAt)}-${suite.id}-${randomBytes(2).toString('hex')}`;
}

/** Passes that ask the same questions name their dataset once. */
function referencesOf(datasets: ReadonlyMap<string, LoadedDataset>): readonly DatasetReference[] {
  const references = [...datasets.values()].map(({ reference }) => reference);
  return [...new Map(references.map((reference) => [`${reference.id}/${reference.subset}`, reference])).values()];
}

/** What the report needs to show a changed answer; where the images lie is of this host alone. */
function questionsOf(datasets: ReadonlyMap<string, LoadedDataset>): readonly AskedQuestion[] {
  const asked = [...datasets.values()].flatMap(({ reference, questions }) =>
    questions.map(({ imagePath: _onThisHost, ...question }): AskedQuestion => ({ ...question, dataset: reference.id })),
  );
  return [...new Map(asked.map((question) => [`${question.dataset}/${question.id}`, question])).values()];
}

/**
 * Takes the folder of a new run. Throws USAGE where it holds a run: a second journal in it would be glued to the first.
 */
export async function holdNewFolder({ folder, header, resume }: Start, now: Date): Promise<HeldFolder> {
  const held = holdFolder(folder, `run ${header.id}`, now);
  try {
    // Once more: another command may have measured there since it was looked at.
    await refuseUsedFolder(folder, resume);
    return held;
  } catch (error) {
    held.release();
    throw error;
  }
}

async function refuseUsedFolder(folder: string, resume: string): Promise<void> {
  const files = [JOURNAL_FILE, RUN_FILE].map(async (file) => isThere(join(folder, file)));
  if (!(await Promise.all(files)).includes(true)) return;
  throw new BenchError('USAGE', `${folder} already holds a run.`, {
    remedy: `Choose another folder with --out, or resume that run: ${resume}`,
  });
}
