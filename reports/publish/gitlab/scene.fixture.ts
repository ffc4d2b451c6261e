/** Test support: a GitLab of our own, and runs to publish there by the command itself. */
import type { Ended } from '#harness/cli/world.fixture.ts';
import { COMMIT, measuredRuns, type MeasuredRuns } from '#reports/publish/measured-runs.fixture.ts';
import { type FakeGitLab, startFakeGitLab } from './fake-gitlab.fixture.ts';
import { gitlabPublisher } from './publisher.ts';

export type Scene = Pick<MeasuredRuns, 'folder' | 'environment' | 'now' | 'limit' | 'waitedMs'> & {
  readonly gitlab: FakeGitLab;
  readonly publish: (...argv: readonly string[]) => Promise<Ended>;
  readonly bodies: () => readonly string[];
  /** The first line of each comment. */
  readonly headings: () => readonly string[];
  /** As before the first test: in a job of the pipeline of a merge request. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

export async function publishScene(...runOptions: readonly string[]): Promise<Scene> {
  const gitlab = await startFakeGitLab();
  const runs = await measuredRuns(
    (target, limits) => {
      if (target.kind !== 'gitlab') throw new Error(`the target is of kind ${target.kind}`);
      return gitlabPublisher(target, limits);
    },
    ...runOptions,
  );
  const { folder, environment, now, limit, waitedMs } = runs;
  const bodies = (): readonly string[] => gitlab.notes.map(({ body }) => body);
  return {
    gitlab,
    folder,
    environment,
    now,
    limit,
    waitedMs,
    publish: async (...argv) => runs.bench('publish', 'gitlab', ...argv),
    bodies,
    headings: () => bodies().map((body) => body.split('\n')[0] ?? ''),
    reset: () => {
      gitlab.reset();
      runs.resetLimit();
      for (const name of Object.keys(environment)) delete environment[name];
      Object.assign(environment, {
        GITLAB_CI: 'true',
        CI_API_V4_URL: gitlab.apiUrl,
        CI_PROJECT_ID: '42',
        CI_PROJECT_PATH: 'acme/app',
        CI_MERGE_REQUEST_IID: '7',
        CI_MERGE_REQUEST_PROJECT_ID: '42',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '42',
        CI_COMMIT_SHA: COMMIT,
        CI_PIPELINE_ID: '600',
        CI_JOB_URL: 'https://gitlab.example/acme/app/-/jobs/9',
        CI_JOB_TOKEN: 'j0b-token',
        GITLAB_TOKEN: 't0ken',
      });
    },
    close: async () => {
      runs.close();
      await gitlab.close();
    },
  };
}
