/** Test support: runs to publish by the command itself, in the folders `failed`, `passed` and `alone`, each of suite `latency`. */
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { type Commands, commands } from '#harness/cli/world.fixture.ts';
import { patientClock } from '#harness/measure/in-memory.fixture.ts';
import type { Publisher, PublishTarget } from '#harness/ports/publish.ts';
import type { ApiLimits } from './rest/api.ts';

export const COMMIT = 'c'.repeat(40);

export type MeasuredRuns = {
  readonly folder: string;
  readonly bench: Commands['bench'];
  /** Empty at first: the tests fill it in. */
  readonly environment: Record<string, string>;
  readonly now: () => Date;
  /** How long a service may take for one answer, and how long an answer may be. */
  readonly limit: { timeoutMs: number; mostBytes: number };
  /** How long publishing has waited, all in all. */
  readonly waitedMs: () => number;
  readonly resetLimit: () => void;
  readonly close: () => void;
};

const LIMIT = { timeoutMs: 30_000, mostBytes: 2 ** 20 };

/** Each is published through `publisherOf`. `runOptions` are given to every run. */
export async function measuredRuns(
  publisherOf: (target: PublishTarget, limits: ApiLimits) => Publisher,
  ...runOptions: readonly string[]
): Promise<MeasuredRuns> {
  const environment: Record<string, string> = {};
  const patient = patientClock();
  // After all runs.
  const clock = { ...patient, now: () => new Date(Date.UTC(2026, 11, 1) + patient.monotonicMs()) };
  const limit = { ...LIMIT };
  const phones = commands({
    suites: [suiteWith(8)],
    factors: { slow: 1.3 },
    environment,
    publisher: async (target) => publisherOf(target, { clock, ...limit }),
  });
  const measure = ['run', '--suite', 'latency', '--seed', '7', '--commit', COMMIT, ...runOptions];
  await phones.bench(...measure, '--baseline', 'old.ipa', '--candidate', 'slow.ipa', '--out', 'failed');
  await phones.bench(...measure, '--baseline', 'old.ipa', '--candidate', 'same.ipa', '--out', 'passed');
  await phones.bench(...measure, '--candidate', 'same.ipa', '--out', 'alone');
  return {
    folder: phones.folder,
    bench: phones.bench,
    environment,
    now: () => clock.now(),
    limit,
    waitedMs: () => patient.monotonicMs(),
    resetLimit: () => void Object.assign(limit, LIMIT),
    close: phones.close,
  };
}
