import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { knownNoise } from '#harness/compare/change/known-noise.ts';
import { differences, type MeasuredWith } from '#harness/compare/comparability/comparability.ts';
import { isSameCode } from '#harness/domain/build.ts';
import type { AskedQuestion, DatasetReference } from '#harness/domain/dataset.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { KnownNoise } from '#harness/domain/known-noise.ts';
import { measuredBeside, NO_REFERENCE, type Reference } from '#harness/domain/reference.ts';
import { ORDER_VERSION, RUN_SCHEMA_VERSION, type Run, type RunHeader } from '#harness/domain/run.ts';
import type { Suite } from '#harness/domain/suite.ts';
import type { Waiver } from '#harness/domain/waiver.ts';
import { decidingPart, DEFAULT_POLICY, type Policy, type RunPolicy } from '#harness/domain/decision.ts';
import type { LoadedDataset } from '#harness/ports/dataset.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { JOURNAL_FILE, SECOND_FOLDER } from '#harness/store/run-folder.ts';
import { refuseUndecidable } from './applicable-devices.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { chooseDevices, inspectFor } from '#harness/workflow/choose.ts';
import { resumeCommand } from '#harness/workflow/command-text.ts';
import { environmentsOf } from './environments.ts';
import { type Baseline, findBaseline } from '#harness/workflow/store/find-baseline.ts';
import { RUN_FILE } from '#harness/workflow/store/find-run.ts';
import { givenOptions } from '#harness/workflow/given-options.ts';
import type { Host, Lab } from '#harness/workflow/host.ts';
import { idleDevices } from './idle-devices.ts';
import { isThere } from '#harness/workflow/is-there.ts';
import { momentName } from '#harness/workflow/moment.ts';
import { notifyPlan } from './notify-plan.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import { RUNS_FOLDER } from '#harness/workflow/places.ts';
import { keptOf, policyNamed } from '#harness/workflow/judge/policies.ts';
import { plannedSuite } from './planned-suite.ts';
import { refuseIncomparable } from '#harness/workflow/judge/refuse-incomparable.ts';
import { refuseOldPhones } from './refuse-old-phones.ts';
import { refuseOtherPlatform } from './refuse-other-platform.ts';
import { readWaivers, waiversOf } from '#harness/workflow/waivers/read-waivers.ts';
import type { Places, RunRequest } from '#harness/workflow/request.ts';
import { withStoreIfAny } from '#harness/workflow/store/with-store.ts';

/** What a run begins with, whether it is new or resumed. */
export type PreparedRun = {
  readonly header: RunHeader;
  /** The stored run that the candidate is compared with, if any. */
  readonly baselineRun: Run | null;
  /** Says when it ends early. */
  readonly policy: Policy;
  /** Of everything that judges it, when it ends early too. */
  readonly waivers: readonly Waiver[];
  readonly folder: string;
  readonly places: Places;
  readonly lab: Lab;
  readonly datasets: ReadonlyMap<string, LoadedDataset>;
  /** The run as it was measured, where only its second session is wanted; missing where it is still to be measured itself. */
  readonly first?: Run;
  /** Launches that are in the journal already. */
  readonly done: readonly Launch[];
  /** When it is resumed; null for a new run. */
  readonly resumedAt: string | null;
  /** The command that resumes it after an interruption. */
  readonly resume: string;
};

/**
 * Finds everything a new run names and refuses what cannot be measured or compared, before any phone is touched. Reports
 * what can be known of the run before it is measured.
 */
export async function prepareRun(
  request: RunRequest,
  host: Host,
  caller: Pick<Caller, 'onEvent' | 'typed'> = {},
): Promise<PreparedRun> {
  const lab = await host.lab(request.lab ?? {});
  return withStoreIfAny(request, host, async (store) => {
    const prepared = await prepareIn(request, lab, store, host, caller);
    await notifyPlan(prepared, store, caller);
    return prepared;
  });
}

/** The same with a store that is open, and without what follows from the plan. */
export async function prepareIn(
  request: RunRequest,
  lab: Lab,
  store: RunStore,
  host: Host,
  caller: Pick<Caller, 'onEvent' | 'typed'>,
): Promise<PreparedRun> {
  const { onEvent } = caller;
  const { suite, datasets, devices } = await plannedSuite(request, host, caller, () =>
    chooseDevices(lab, request.devices ?? []),
  );
  const inspect = inspectFor(lab, devices);
  const policy = await policyNamed(request.policy ?? DEFAULT_POLICY, host);
  if (request.baseline !== undefined) refuseUndecidable(suite, devices, policy);
  const waivers = await readWaivers(request);
  const candidate = await inspect(request.candidate);
  const named: Baseline =
    request.baseline === undefined
      ? { build: null, path: null, run: null }
      : await findBaseline(request.baseline, store, inspect);
  refuseOtherPlatform(named, candidate);
  const baseline = usable(named, { suite, datasets: referencesOf(datasets), devices });
  if (named.run !== null && baseline.run === null) onEvent?.({ kind: 'buildOnly', baselineRun: named.run, suite });
  if (baseline.build !== null && isSameCode(baseline.build, candidate)) {
    onEvent?.({ kind: 'sameCode', candidate, baseline: baseline.build });
  }
  refuseOldPhones(baseline.build === null ? [candidate] : [candidate, baseline.build], devices);
  const startedAt = host.clock.now();
  const known = baseline.build === null ? [] : await knownOf(suite, devices, store);
  const header: RunHeader = {
    schemaVersion: RUN_SCHEMA_VERSION,
    id: runId(startedAt, suite),
    startedAt: startedAt.toISOString(),
    seed: request.seed ?? randomInt(2 ** 31),
    orderVersion: ORDER_VERSION,
    ...keptOf(policy),
    options: givenOptions(request, caller),
    ...(request.source === undefined ? {} : { source: request.source }),
    stopOnRegression: request.stopOnRegression ?? endsByItself(policy, request),
    ...contentWith(policy),
    suite,
    candidate,
    artefacts: {
      ...(baseline.build === null || baseline.path === null ? {} : { [baseline.build.id]: baseline.path }),
      [candidate.id]: request.candidate,
    },
    reference: referenceTo(baseline),
    devices,
    datasets: referencesOf(datasets),
    questions: questionsOf(datasets),
    environments: environmentsOf(devices, lab, host),
    ...(known.length === 0 ? {} : { known }),
    idle: await idleDevices(devices, startedAt, store),
  };
  if (baseline.run !== null && baseline.build === null) {
    refuseIncomparable(header, baseline.run);
    onEvent?.({ kind: 'storedOnly', baselineRun: baseline.run });
  }
  const folder = await outFolder(request.folder ?? join(request.home, RUNS_FOLDER, header.id));
  const resume = resumeCommand(folder, request, request.lab, waiversOf(request));
  await refuseUsedFolder(folder, resume);
  const places = placesIn(request);
  return {
    header,
    baselineRun: baseline.run,
    policy: decidingPart(policy),
    waivers,
    folder,
    places,
    lab,
    datasets,
    done: [],
    resumedAt: null,
    resume,
  };
}

/** A build that is measured again needs no stored launches; those that were measured differently do not stand beside it. */
function usable(baseline: Baseline, planned: MeasuredWith): Baseline {
  if (baseline.build === null || baseline.run === null) return baseline;
  const found = differences(planned, baseline.run, { areDevicesCompared: false });
  return found.length === 0 ? baseline : { ...baseline, run: null };
}

/** The places of a request, without what else it asks. */
export function placesIn({ home, store, datasetsDir }: Places): Places {
  return {
    home,
    ...(store === undefined ? {} : { store }),
    ...(datasetsDir === undefined ? {} : { datasetsDir }),
  };
}

function referenceTo({ build, run }: Baseline): Reference {
  if (build !== null) return measuredBeside(build, run?.id ?? null);
  return run === null ? NO_REFERENCE : { kind: 'stored', runId: run.id };
}

async function knownOf(suite: Suite, devices: readonly Device[], store: RunStore): Promise<readonly KnownNoise[]> {
  const found = await store.calibrations({ suiteId: suite.id, deviceIds: devices.map(({ id }) => id) });
  return knownNoise(found, suite, devices);
}

/** What a policy adds to a run whose looks are content with fewer launches than the suite asks for. */
export function contentWith({ mostToPass }: RunPolicy): Pick<RunHeader, 'mostToPass'> {
  return mostToPass === null ? {} : { mostToPass };
}

/** A request for every block also asks for the rest of the plan. */
function endsByItself({ endsWhenSure }: RunPolicy, { earlyStop }: RunRequest): boolean {
  return endsWhenSure && earlyStop !== false;
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

/** Throws USAGE where the folder holds a run: a second journal in it would be glued to the first. */
export async function refuseUsedFolder(folder: string, resume: string): Promise<void> {
  const files = [JOURNAL_FILE, RUN_FILE, join(SECOND_FOLDER, JOURNAL_FILE)].map(async (file) =>
    isThere(join(folder, file)),
  );
  if (!(await Promise.all(files)).includes(true)) return;
  throw new BenchError('USAGE', `${folder} already holds a run.`, {
    remedy: `Choose another folder with --out, or resume that run: ${resume}`,
  });
}
