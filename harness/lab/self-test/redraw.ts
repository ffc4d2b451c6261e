import { type Build, type BuildIdentity, repeatedIdentity } from '#harness/domain/build.ts';
import { countedAmong } from '#harness/compare/launches/launch-group.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Launch } from '#harness/domain/launch.ts';
import type { Arm } from '#harness/domain/plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Pass } from '#harness/domain/suite.ts';
import { baselineBuild, measuredBeside } from '#harness/domain/reference.ts';
import { makePlan } from '#harness/plan/make-plan.ts';
import type { Random } from '#harness/ports/time.ts';
import { runCommand } from '#harness/text/commands.ts';
import { shellWord } from '#harness/text/shell-word.ts';

/** Two launches of one build that met in a block, in the order in which they were measured. */
type Pair = readonly [Launch, Launch];

/** Recorded launches of one unchanged build, ready to be drawn from. */
export type Pool = {
  readonly run: Run;
  /** Of one build measured against itself these are its blocks, else neighbouring launches of one arm. */
  readonly source: 'blocks' | 'neighbours';
  readonly places: readonly { readonly deviceId: string; readonly pass: Pass; readonly pairs: readonly Pair[] }[];
};

/** Fewer would come back in nearly every draw. */
const MIN_PAIRS = 3;

/**
 * The pairs of a run that show chance alone. Blocks of a build against itself are best: neighbouring launches of one
 * arm, which stand in for them elsewhere, lay further apart in time and may have been asked other questions.
 * Throws RUN_INVALID when there are too few.
 */
export function poolOf(run: Run): Pool {
  const isAgainstItself = baselineBuild(run)?.id === run.candidate.id;
  const arm: Arm = run.reference.kind !== 'remeasured' ? 'candidate' : 'baseline';
  const places = run.devices.flatMap(({ id: deviceId }) =>
    run.suite.passes.map((pass) => {
      const launches = countedAmong(
        run.launches.filter(
          (launch) => launch.deviceId === deviceId && launch.slot.pass === pass.id && !launch.slot.discard,
        ),
      );
      const pairs = isAgainstItself ? blocksOf(launches) : neighbours(launches.filter(({ slot }) => slot.arm === arm));
      if (pairs.length < Math.min(MIN_PAIRS, pass.protocol.blocks)) throw tooFew(run, pass.id, pairs.length);
      return { deviceId, pass, pairs };
    }),
  );
  return { run, source: isAgainstItself ? 'blocks' : 'neighbours', places };
}

/**
 * A run of an unchanged build against itself: as many blocks as its suite plans, each drawn whole from the pool, with
 * replacement. Which of its launches is which arm's is as in a new plan: of every two blocks each arm goes first in
 * one.
 */
export function redraw(pool: Pool, random: Random): Run {
  const { run } = pool;
  const baseline = baselineBuild(run) ?? run.candidate;
  const candidate = twinOf(baseline);
  const builds: { readonly [A in Arm]: Build } = { baseline, candidate };
  const plan = makePlan({
    suite: run.suite,
    deviceIds: run.devices.map(({ id }) => id),
    arms: ['baseline', 'candidate'],
    seed: run.seed,
    chance: () => () => random.next(),
  });
  const launches = pool.places.flatMap(({ deviceId, pass, pairs }) => {
    const slots = plan.devices.find((device) => device.deviceId === deviceId)?.slots ?? [];
    const counted = slots.filter((slot) => slot.pass === pass.id && !slot.discard);
    return [...Map.groupBy(counted, ({ block }) => block).values()].flatMap((block) => {
      const pair = pairs[Math.floor(random.next() * pairs.length)] ?? [];
      return block.flatMap((slot, position) => {
        const launch = pair[position];
        return launch === undefined ? [] : [asRunBy(builds[slot.arm], { ...launch, deviceId, slot, attempt: 1 })];
      });
    });
  });
  // The drawn run has every block, whatever ended the recorded one early.
  const { stoppedEarly: _stopped, skipped: _skipped, lost: _lost, completeness: _other, ...header } = run;
  return { ...header, candidate, reference: measuredBeside(baseline), launches, isComplete: true };
}

/** The same build under another name, so that a mix-up of the two can show. */
function twinOf(build: Build): Build {
  return {
    ...build,
    id: `${build.id}-changed`,
    label: `${build.label}, changed`,
    identity: otherIdentity(build.identity),
  };
}

function otherIdentity(identity: BuildIdentity): BuildIdentity {
  return identity.kind === 'ios'
    ? { ...identity, binaryUuid: `${identity.binaryUuid}-changed` }
    : { ...identity, contentSha256: `${identity.contentSha256}-changed` };
}

function asRunBy(build: Build, launch: Launch): Launch {
  const { fingerprint } = launch;
  return {
    ...launch,
    buildId: build.id,
    fingerprint: fingerprint === null ? null : { ...fingerprint, identity: repeatedIdentity(build.identity) },
  };
}

function blocksOf(launches: readonly Launch[]): readonly Pair[] {
  const blocks = Map.groupBy(launches, ({ slot }) => slot.block);
  return [...blocks.values()].flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [[first, second] as const],
  );
}

/**
 * Each launch with the next. The only launch of a pass is its own neighbour: a single block leaves nothing to chance.
 */
function neighbours(launches: readonly Launch[]): readonly Pair[] {
  const [only] = launches;
  if (launches.length === 1 && only !== undefined) return [[only, only]];
  return launches.flatMap((launch, index) => {
    const next = launches[index + 1];
    return next === undefined ? [] : [[launch, next] as const];
  });
}

function tooFew(run: Run, passId: string, pairs: number): BenchError {
  return new BenchError('RUN_INVALID', `${run.id} has ${pairs} pairs of launches to draw from in pass ${passId}.`, {
    remedy: `Measure a build against itself first: ${runCommand(shellWord(run.suite.id), 'app.ipa', ' --baseline app.ipa', '')}`,
  });
}
