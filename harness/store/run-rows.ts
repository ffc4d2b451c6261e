import type { Insertable } from 'kysely';
import type { Launch } from '#harness/domain/launch.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { parseRun, provenanceOf, type Run } from '#harness/domain/run.ts';
import { packBody, unpackBody } from './body.ts';
import type { Tables } from './tables.ts';
import { baselineBuild, baselineRunId } from '#harness/domain/reference.ts';

/** The rows of one run but those of its values. */
export type RunRows = {
  readonly run: Insertable<Tables['runs']>;
  readonly devices: readonly Insertable<Tables['run_devices']>[];
  readonly launches: readonly Insertable<Tables['launches']>[];
  readonly bodies: readonly Insertable<Tables['launch_bodies']>[];
};

/** What the body of some launches holds: each with its place in the run, so that the run comes back in its order. */
type LaunchBody = { readonly positions: readonly number[]; readonly launches: readonly unknown[] };

/** @param json the run as it was written, where that was in another format: what is not read today stays in it */
export function runRows(run: Run, json: unknown = run): RunRows {
  const { launches } = run;
  const { launches: written, ...header } = json as { readonly launches: readonly unknown[] };
  const own = { run_id: run.id };
  return {
    run: {
      id: run.id,
      started_at: run.startedAt,
      // Its phones were in use until then.
      ended_at: run.secondSession?.endedAt ?? run.endedAt,
      suite_id: run.suite.id,
      suite_version: run.suite.version,
      candidate_id: run.candidate.id,
      candidate_label: run.candidate.label,
      baseline_id: baselineBuild(run)?.id ?? null,
      baseline_label: baselineBuild(run)?.label ?? null,
      baseline_run_id: baselineRunId(run),
      policy: run.policy ?? null,
      source_commit: run.source?.commit ?? null,
      source_branch: run.source?.branch ?? null,
      pull_request: run.source?.pullRequest ?? null,
      provenance: provenanceOf(run.devices),
      is_complete: run.isComplete ? 1 : 0,
      launches: launches.length,
      header: packBody(header),
    },
    devices: run.devices.map((device) => ({
      ...own,
      device_id: device.id,
      device_model: device.model,
      os_build: device.osBuild,
      provenance: device.provenance,
    })),
    launches: launches.map((launch, position) => ({
      ...own,
      position,
      device_id: launch.deviceId,
      pass_id: launch.slot.pass,
      arm: launch.slot.arm,
      block: launch.slot.block,
      attempt: launch.attempt,
      outcome: launch.outcome.kind === 'failed' ? launch.outcome.fault.code : launch.outcome.kind,
      since_install: launch.sinceInstall ?? null,
    })),
    bodies: bodiesOf(launches, written).map(({ deviceId, passId, body }) => ({
      ...own,
      device_id: deviceId,
      pass_id: passId,
      body: packBody(body),
    })),
  };
}

function bodiesOf(
  launches: readonly Launch[],
  written: readonly unknown[],
): readonly { readonly deviceId: string; readonly passId: string; readonly body: LaunchBody }[] {
  const placed = launches.map((launch, position) => ({ launch, position }));
  const groups = Map.groupBy(placed, ({ launch }) => JSON.stringify([launch.deviceId, launch.slot.pass]));
  return [...groups.values()].flatMap((group) => {
    const first = group[0]?.launch;
    if (first === undefined) return [];
    const body = {
      positions: group.map(({ position }) => position),
      launches: group.map(({ position }) => written[position]),
    };
    return [{ deviceId: first.deviceId, passId: first.slot.pass, body }];
  });
}

/**
 * Throws RUN_INVALID where the rows are not those of a run, or not all of them.
 *
 * @param count launches that were stored
 */
export function runOf(header: Uint8Array, bodies: readonly Uint8Array[], count: number, source: string): Run {
  const launches: unknown[] = [];
  for (const body of bodies) {
    const { positions, launches: own } = unpackBody(body) as LaunchBody;
    for (const [index, position] of positions.entries()) launches[position] = own[index];
  }
  const run = parseRun({ ...(unpackBody(header) as object), launches }, source);
  if (launches.length === count) return run;
  throw new BenchError(
    'RUN_INVALID',
    `${source} has ${launches.length} of its ${count} launches: the store lost some.`,
    {
      remedy: 'Put a copy of the store in its place, or name the folder of the run instead of its id.',
    },
  );
}
