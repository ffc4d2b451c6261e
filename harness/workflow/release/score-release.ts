import { join, resolve } from 'node:path';
import { choicesText } from '#harness/text/choices.ts';
import { checkReleasePlan } from '#harness/domain/check-release-plan.ts';
import type { RunPolicy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { ReleasePlan } from '#harness/domain/release-plan.ts';
import type { Run } from '#harness/domain/run.ts';
import type { Scorecard } from '#harness/domain/scorecard.ts';
import { exceptionsAt } from '#harness/domain/waiver.ts';
import { readNamedFile } from '#harness/files/named-file.ts';
import { judgeAsGate } from '#harness/lab/self-test/judge.ts';
import { poolOf, redraw } from '#harness/lab/self-test/redraw.ts';
import { readExternal } from '#harness/release/external/read-external.ts';
import type { JudgedRun } from '#harness/release/judged-run.ts';
import { scoreRelease as score } from '#harness/release/score-release.ts';
import { createRandom } from '#harness/stats/random.ts';
import type { Caller } from '#harness/workflow/caller.ts';
import { candidateRuns } from './candidate-runs.ts';
import { storeOption } from '#harness/workflow/command-text.ts';
import type { Host } from '#harness/workflow/host.ts';
import { judgedRun, pinnedBaseline, runsBetween } from './pinned-baseline.ts';
import { policyNamed } from '#harness/workflow/judge/policies.ts';
import { readWaivers, type WaiversRequest } from '#harness/workflow/waivers/read-waivers.ts';
import { outFolder } from '#harness/workflow/out-folder.ts';
import type { Places } from '#harness/workflow/request.ts';
import { withStoreAtHand } from '#harness/workflow/store/with-store.ts';
import { writeOutput } from '#harness/workflow/write-output.ts';

/** Which release to score, from which stored runs. */
export type ScoreRequest = Pick<Places, 'home' | 'store'> &
  WaiversRequest & {
    /** One of the plan; its first where it is left out. */
    readonly release?: string;
    /** Version of the candidate; that of the newest complete run of a known variant where it is left out. */
    readonly version?: string;
    /** The baseline since which drift is counted; that of the plan where it is left out. */
    readonly since?: string;
    /** Judges the runs; `release` where it is left out. */
    readonly policy?: string;
    /** Where the files of other tools are looked for; an absolute path. */
    readonly base: string;
    /** Where the scorecard goes; none is written where it is left out. */
    readonly folder?: string;
  };

/** The scorecard, and the files that it was written to. */
export type ScoredRelease = { readonly scorecard: Scorecard; readonly files: readonly string[] };

/** Scores a release from the stored runs of its candidate. Measures nothing. Throws UNKNOWN_RUN where none is stored. */
export async function scoreRelease(
  request: ScoreRequest,
  host: Host,
  caller: Pick<Caller, 'storeOption'> = {},
): Promise<ScoredRelease> {
  const plan = await host.releasePlan();
  const suites = await host.suites();
  checkReleasePlan(
    plan,
    suites.map(({ id }) => id),
  );
  const release = releaseOf(plan, request.release);
  const policy = await policyNamed(request.policy ?? 'release', host);
  const now = host.clock.now();
  const exceptions = exceptionsAt(now.toISOString(), await readWaivers(request));
  const scorecard = await withStoreAtHand(request, host, async (store) => {
    const { version, runs } = await candidateRuns(plan, request.version, store);
    const judge = { policy, exceptions };
    const judged: JudgedRun[] = [];
    for (const run of runs) judged.push(await judgedRun(run, judge, store));
    const name = request.since ?? plan.pinnedBaseline;
    const pinned = name === undefined ? null : await pinnedBaseline(name, store, storeOption(request, caller));
    const earlier = pinned === null ? [] : await runsBetween(pinned, judged, judge, store);
    const external = await Promise.all(
      plan.externalGates.map(async (gate) => readExternal(gate, await readNamedFile(resolve(request.base, gate.file)))),
    );
    const falseAlarms = falseAlarmsOf(runs, policy);
    return score({
      plan,
      release,
      runs: judged,
      pinned,
      earlier,
      version,
      external,
      falseAlarms,
      exceptions,
      now,
      storeOption: storeOption(request, caller),
      suites,
    });
  });
  return { scorecard, files: await written(scorecard, request.folder, host) };
}

function releaseOf({ releases }: ReleasePlan, asked: string | undefined): string {
  const [first = ''] = releases;
  if (asked === undefined || releases.includes(asked)) return asked ?? first;
  throw new BenchError('USAGE', `There is no release "${asked}".`, { remedy: choicesText(asked, releases) });
}

/** Enough to see a gate that fails one unchanged build in ten. */
const REDRAWN_RUNS = 40;

/** How often the gate fails runs of an unchanged build that are drawn from the launches of the newest run that has enough of them. */
function falseAlarmsOf(
  runs: readonly Run[],
  policy: RunPolicy,
): { readonly failed: number; readonly runs: number } | null {
  const judge = judgeAsGate(policy);
  for (const run of runs) {
    const pool = poolIn(run);
    if (pool === null) continue;
    const trials = Array.from({ length: REDRAWN_RUNS }, (_, trial) => trial);
    const failed = trials.filter((trial) => {
      const draw = (of: string): Run => redraw(pool, createRandom(run.seed, `false alarm ${of}`));
      const { decision } = judge(draw(`${trial}`), trial, () => draw(`${trial}, second session`));
      return decision.kind === 'fail';
    });
    return { failed: failed.length, runs: REDRAWN_RUNS };
  }
  return null;
}

function poolIn(run: Run): ReturnType<typeof poolOf> | null {
  try {
    return poolOf(run);
  } catch (error) {
    if (error instanceof BenchError) return null;
    throw error;
  }
}

async function written(scorecard: Scorecard, folder: string | undefined, host: Host): Promise<readonly string[]> {
  if (folder === undefined) return [];
  const out = await outFolder(folder);
  const files = await host.renderScorecard(scorecard);
  await Promise.all(files.map(async ({ name, content }) => writeOutput(join(out, name), content, null)));
  return files.map(({ name }) => join(out, name));
}
