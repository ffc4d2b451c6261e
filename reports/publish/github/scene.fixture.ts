/** Test support: a GitHub of our own, and runs to publish there by the command itself. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '#harness/cli/world.fixture.ts';
import { COMMIT, measuredRuns, type MeasuredRuns } from '#reports/publish/measured-runs.fixture.ts';
import { type FakeGitHub, startFakeGitHub } from './fake-github.fixture.ts';
import { githubPublisher } from './publisher.ts';

export type Scene = Pick<MeasuredRuns, 'folder' | 'environment' | 'now' | 'limit'> & {
  readonly github: FakeGitHub;
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

export async function publishScene(): Promise<Scene> {
  const github = await startFakeGitHub();
  const runs = await measuredRuns((target, limits) => {
    if (target.kind !== 'github') throw new Error(`the target is of kind ${target.kind}`);
    return githubPublisher(target, limits);
  });
  const { folder, environment, now, limit } = runs;
  const bodies = (): readonly string[] => github.comments.map(({ body }) => body);
  const jobOf: Scene['jobOf'] = (head, eventName = 'pull_request', event = {}) => {
    const file = join(folder, 'event.json');
    const repo = { full_name: head, owner: { login: head.split('/')[0] } };
    const pull = { pull_request: { number: 7, head: { sha: COMMIT, repo } } };
    writeFileSync(file, JSON.stringify(eventName === 'pull_request' ? pull : event));
    for (const name of Object.keys(environment)) delete environment[name];
    Object.assign(environment, {
      GITHUB_ACTIONS: 'true',
      GITHUB_API_URL: github.url,
      GITHUB_EVENT_NAME: eventName,
      GITHUB_EVENT_PATH: file,
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_RUN_ID: '99',
      GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
      GITHUB_TOKEN: 't0ken',
      GITHUB_WORKSPACE: folder,
    });
  };
  return {
    github,
    folder,
    environment,
    now,
    limit,
    publish: async (...argv) => runs.bench('publish', 'github', ...argv),
    bodies,
    headings: () => bodies().map((body) => body.split('\n')[0] ?? ''),
    jobOf,
    reset: () => {
      github.reset();
      runs.resetLimit();
      rmSync(join(folder, 'summary.md'), { force: true });
      jobOf('acme/app');
    },
    close: async () => {
      runs.close();
      await github.close();
    },
  };
}
