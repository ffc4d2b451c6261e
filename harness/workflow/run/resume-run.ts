import type { ArtefactPaths, Build } from '#harness/domain/build.ts';
import type { Device } from '#harness/domain/device.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Arm } from '#harness/domain/plan.ts';
import { headerOf, type Run, type RunHeader } from '#harness/domain/run.ts';
import { shortHash } from '#harness/text/sentences.ts';
import { planOf, refuseOtherOrder } from '#harness/plan/plan-launches.ts';
import type { RunStore } from '#harness/ports/store.ts';
import { readJournal } from '#harness/store/journal.ts';
import type { HeldFolder } from '#harness/store/run-folder.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { inspectFor } from '#harness/workflow/choose.ts';
import { movedOptions, resumedAgain } from '#harness/workflow/command-text.ts';
import { environmentsOf, withRest } from './environments.ts';
import { baselineRunOf } from '#harness/workflow/store/find-baseline.ts';
import type { Host, Lab } from '#harness/workflow/host.ts';
import { loadDatasets } from './load-datasets.ts';
import { datasetsOf } from '#harness/workflow/places.ts';
import { noticeOtherPolicy, policyOf } from '#harness/workflow/judge/policies.ts';
import { placesIn, type PreparedRun } from './prepare-run.ts';
import { refuseOldPhones } from './refuse-old-phones.ts';
import { readWaivers } from '#harness/workflow/waivers/read-waivers.ts';
import type { ResumeRequest } from '#harness/workflow/request.ts';
import { baselineBuild } from '#harness/domain/reference.ts';

type Inspect = ReturnType<typeof inspectFor>;
type MovedBuilds = Pick<ResumeRequest, 'candidate' | 'baseline'>;

/**
 * Reads an interrupted run back from the journal in its folder, which is held so that nobody writes to it meanwhile.
 *
 * @param first the run, where it is complete but for its second session
 */
export async function prepareResumed(
  { folder }: HeldFolder,
  request: ResumeRequest,
  lab: Lab,
  store: RunStore,
  host: Host,
  caller: Pick<Caller, 'onEvent' | 'typed'>,
  first: Run | null,
): Promise<PreparedRun> {
  const content = first === null ? await readJournal(folder) : { header: headerOf(first), launches: first.launches };
  refuseOtherOrder(planOf(content.header), content.launches, content.header);
  const places = placesIn(request);
  const waivers = await readWaivers(request);
  const again = resumedAgain({ ...request, folder }, caller, places);
  const inspect = inspectFor(lab, content.header.devices);
  const header = {
    ...(await withBuildsAtHand(content.header, request, again, inspect)),
    environments: withRest(content.header.environments, environmentsOf(content.header.devices, lab, host)),
  };
  const baselineRun = await baselineRunOf(header, store);
  const datasets = await loadDatasets(header.suite, datasetsOf(request), host);
  const resume = again + movedOptions(request);
  refuseOldPhones(buildsOf(header), phonesOf(header, lab), resume);
  const resumedAt = host.clock.now().toISOString();
  // The one that judges it also says when it ends early.
  const policy = await policyOf(header, request.policy, host, caller);
  noticeOtherPolicy(header, policy, caller);
  return {
    header,
    baselineRun,
    policy,
    waivers,
    folder,
    places,
    lab,
    datasets,
    ...(first === null ? {} : { first }),
    done: content.launches,
    resumedAt,
    resume,
  };
}

function buildsOf({ candidate, reference }: RunHeader): readonly Build[] {
  return reference.kind === 'remeasured' ? [candidate, reference.build] : [candidate];
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
  inspect: Inspect,
): Promise<RunHeader> {
  const { candidate } = header;
  const baseline = baselineBuild(header);
  const atHand = async (build: Build, arm: Arm, named: string | undefined): Promise<ArtefactPaths> => {
    const path = named ?? header.artefacts?.[build.id] ?? '';
    await refuseOtherBuild(build, { arm, path, again }, inspect);
    return { [build.id]: path };
  };
  if (baseline === null) {
    if (moved.baseline !== undefined) throw noBaseline(again);
    return { ...header, artefacts: await atHand(candidate, 'candidate', moved.candidate) };
  }
  // A build that is measured against itself is one file.
  const baselinePath = moved.baseline ?? (baseline.id === candidate.id ? moved.candidate : undefined);
  return {
    ...header,
    artefacts: {
      ...(await atHand(candidate, 'candidate', moved.candidate)),
      ...(await atHand(baseline, 'baseline', baselinePath)),
    },
  };
}

async function refuseOtherBuild(
  build: Build,
  { arm, path, again }: { readonly arm: Arm; readonly path: string; readonly again: string },
  inspect: Inspect,
): Promise<void> {
  const known = `the ${arm} of this run, ${build.label} (sha256 ${shortHash(build.id)}…)`;
  const remedy = `Put it back, or name where it is now: ${again} --${arm} app.ipa`;
  const found = await inspect(path).catch((cause: unknown) => {
    if (!(cause instanceof BenchError) || cause.code !== 'FILE_NOT_FOUND') throw cause;
    throw new BenchError('FILE_NOT_FOUND', `${path} is missing: it was ${known}.`, { remedy, cause });
  });
  if (found.id !== build.id) {
    throw new BenchError('BUILD_INVALID', `${path} is a different build from ${known}.`, { remedy });
  }
}

function noBaseline(again: string): BenchError {
  return new BenchError('USAGE', 'This run has no baseline build, so --baseline does not apply.', {
    remedy: `Leave it out: ${again}`,
  });
}
