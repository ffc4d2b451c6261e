import type { Generated } from 'kysely';

/**
 * What is kept. Columns are what is looked for; everything else is in a body, so that reading a list, a series or a decision
 * opens none. Flags are 0 or 1, moments ISO 8601 in UTC, bodies JSON compressed with Zstandard.
 */
export type Tables = {
  runs: RunRow;
  run_devices: {
    run_id: string;
    device_id: string;
    device_model: string;
    os_build: string;
    provenance: string;
  };
  launches: {
    run_id: string;
    /** Place in the list of the run's launches, from 0. */
    position: number;
    device_id: string;
    pass_id: string;
    arm: string;
    block: number;
    attempt: number;
    /** `measured`, `invalid`, or the code of the fault. */
    outcome: string;
    since_install: number | null;
  };
  /** The launches of one pass on one device, whole: launches resemble each other, so together they take less space. */
  launch_bodies: { run_id: string; device_id: string; pass_id: string; body: Uint8Array };
  /** What values can be compared over time: one metric of one pass on one model of device. */
  lanes: {
    id: Generated<number>;
    device_model: string;
    provenance: string;
    suite_id: string;
    suite_version: number;
    pass_id: string;
    /** Hash of what the app is asked. */
    workload: string;
    metric: string;
  };
  /**
   * One metric of one launch group. Lanes come first in the key, so that a series is one range of it; all that a page of many
   * series needs is beside the values.
   */
  points: {
    lane_id: number;
    run_id: string;
    device_id: string;
    arm: string;
    launches: number;
    /** What reports show of the launch group: the median of its launches, of answers their mean. */
    level: number;
    /** The block and the value of each launch: `packed-values.ts`. */
    packed: Uint8Array;
  };
  baselines: { name: string; run_id: string; set_at: string };
  /** Every change of a baseline, first to last. Of a name that was removed `run_id` is null. */
  baseline_moves: {
    id: Generated<number>;
    name: string;
    run_id: string | null;
    moved_at: string;
    moved_by: string | null;
    why: string | null;
  };
  calibrations: {
    device_id: string;
    suite_id: string;
    pass_id: string;
    metric: string;
    measured_at: string;
    body: Uint8Array;
  };
  /** `baseline_run_id` is empty where there was none: columns of a key cannot be null. */
  verdicts: {
    run_id: string;
    baseline_run_id: string;
    policy: string;
    judged_at: string;
    decision: string;
    body: Uint8Array;
  };
  /** A row for each verdict that rests on waivers, with how many findings they accept. */
  waived: { run_id: string; baseline_run_id: string; policy: string; findings: number };
  /** The comparisons of a verdict. */
  comparisons: {
    run_id: string;
    baseline_run_id: string;
    policy: string;
    /** The id of the device, or the model of several. */
    subject: string;
    pass_id: string;
    metric: string;
    verdict: string;
    estimate: number | null;
    low: number | null;
    high: number | null;
    margin: number | null;
  };
};

type RunRow = {
  id: string;
  started_at: string;
  ended_at: string;
  suite_id: string;
  suite_version: number;
  candidate_id: string;
  candidate_label: string;
  /** Of the build that was measured beside the candidate. */
  baseline_id: string | null;
  baseline_label: string | null;
  /** The stored run that the candidate is compared with. */
  baseline_run_id: string | null;
  policy: string | null;
  /** Of its source, where it has one. */
  source_commit: string | null;
  source_branch: string | null;
  pull_request: number | null;
  /** The weakest among its devices. */
  provenance: string;
  is_complete: number;
  launches: number;
  /** Everything but its launches. */
  header: Uint8Array;
};

export const TABLES = [
  'runs',
  'run_devices',
  'launches',
  'launch_bodies',
  'lanes',
  'points',
  'baselines',
  'baseline_moves',
  'calibrations',
  'verdicts',
  'comparisons',
  'waived',
] as const satisfies readonly (keyof Tables)[];
