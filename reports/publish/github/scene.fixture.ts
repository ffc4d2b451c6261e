/** Test support: a GitHub of our own, and runs to publish there by the command itself. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suiteWith } from '#harness/lab/calibrate/session.fixture.ts';
import { commands, type Ended } from '#harness/cli/world.fixture.ts';
import { patientClock } from '#harness/measure/in-memory.fixture.ts';
import { COMMIT, type FakeGitHub, startFakeGitHub } from './fake-github.fixture.ts';
import { githubPublisher } from './publisher.ts';

export type Scene = {
  readonly github: FakeGitHub;
  readonly folder: string;
  readonly environment: Record<string, string>;
  readonly now: () => Date;
  /** How long GitHub may take for one answer, and how long an answer may be. */
  readonly limit: { timeoutMs: number; mostBytes: number };
  readonly publish: (...argv: readonly string[]) => Promise<Ended>;
  readonly bodies: () => readonly string[];
  /** The first line of each comment. */
  readonly headings: () => readonly string[];
  /** The environment of a job for a pull request from a repository, or for another event. */
  readonly jobOf: (head: string, eventName?: string, event?: Readonly<Record<string, unknown>>) => void;
  /** As before the first test. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

const LIMIT = { timeoutMs: 30_000, mostBytes: 2 ** 20 };

/** Runs in the folders `failed`, `passed` and `alone`, each of suite `latency`. */
export async function publishScene(): Promise<Scene> {
  const github = await startFakeGitHub();
  const environment: Record<string, string> = {};
  const patient = patientClock();
  // After all runs.
  const clock = { ...patient, now: () => new Date(Date.UTC(2026, 11, 1) + patient.monotonicMs()) };
  const limit = { ...LIMIT };
  const phones = commands({
    suites: [suiteWith(8)],
    factors: { slow: 1.3 },
    environment,
    publisher: async (target) => githubPublisher(target, { clock, ...limit }),
  });
  const measure = ['run', '--suite', 'latency', '--seed', '7', '--commit', COMMIT];
  await phones.bench(...measure, '--baseline', 'old.ipa', '--candidate', 'slow.ipa', '--out', 'failed');
  await phones.bench(...measure, '--baseline', 'old.ipa', '--candidate', 'same.ipa', '--out', 'passed');
  await phones.bench(...measure, '--candidate', 'same.ipa', '--out', 'alone');
  const bodies = (): readonly string[] => github.comments.map(({ body }) => body);
  const jobOf: Scene['jobOf'] = (head, eventName = 'pull_request', event = {}) => {
    const file = join(phones.folder, 'event.json');
    const repo = { full_name: head, owner: { login: head.split('/')[0] } };
    const pull = { pull_request: { number: 7, head: { sha: COMMIT, repo } } };
    writeFileSync(file, JSON.stringify(eventName === 'pull_request' ? pull : event));
    for (const name of Object.keys(environment)) delete environment[name];
    Object.assign(environment, {
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: eventName,
      GITHUB_EVENT_PATH: file,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_RUN_ID: '99',
      GITHUB_STEP_SUMMARY: join(phones.folder, 'summary.md'),
      GITHUB_TOKEN: 't0ken',
      GITHUB_WORKSPACE: phones.folder,
    });
  };
  return {
    github,
    folder: phones.folder,
    environment,
    now: () => clock.now(),
    limit,
    publish: async (...argv) => phones.bench('publish', 'github', ...argv),
    bodies,
    headings: () => bodies().map((body) => body.split('\n')[0] ?? ''),
    jobOf,
    reset: () => {
      github.reset();
      Object.assign(limit, LIMIT);
      rmSync(join(phones.folder, 'summary.md'), { force: true });
      jobOf('acme/app');
    },
    close: async () => {
      phones.close();
      await github.close();
    },
  };
}
