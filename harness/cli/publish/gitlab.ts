import type { Command } from 'commander';
import { jsonOption } from '#harness/cli/json/print-json.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import { storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { type CommentTime, GITLAB_PROJECT } from '#harness/domain/publish-settings.ts';
import type { GitLabTarget } from '#harness/ports/publish.ts';
import {
  candidateOption,
  commitOf,
  conclusionName,
  conclusionOptions,
  type PublishOptions,
  publishRun,
  reportUrlOf,
} from './publish-run.ts';

type Options = PublishOptions & {
  readonly comment: CommentTime;
  /** False with --no-status; true where nobody named one. */
  readonly status: string | boolean;
  readonly project?: string;
  readonly mergeRequest?: number;
};

export function addGitLab(command: Command, { world, end }: Program): void {
  const own = command
    .command('gitlab [run]')
    .description('comment on the merge request of a run, and conclude the status of its commit');
  conclusionOptions(own, 'status', 'running')
    .option(
      '--project <project>',
      'the project on GitLab, its number or GROUP/PROJECT (default: CI_PROJECT_ID, which GitLab CI sets)',
    )
    .option(
      '--merge-request <number>',
      'the merge request (default: that of the job, else that of the run)',
      wholeNumber(1),
    )
    .option('--commit <sha>', 'the commit of the status (default: that of the job, else that of the run)')
    .addOption(candidateOption())
    .addOption(storeOption(world))
    .addOption(jsonOption())
    .addHelpText('after', ENVIRONMENT)
    .action(async (run: string | undefined, options: Options) =>
      end(await publishRun(run, options, async () => targetOf(options, world), world)),
    );
}

const ENVIRONMENT = `
Reads GITLAB_TOKEN, CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_COMMIT_SHA, CI_PIPELINE_ID, CI_JOB_URL and other
variables of the job. GITLAB_TOKEN is a project access token with the scope api: a CI_JOB_TOKEN may not write.
The exit code says whether it was published, not what was decided: 0 published (a failed gate too), or a fork has no token
that may write; 2 GitLab refuses it; 4 GitLab does not answer.`;

/** What options say takes the place of what the job knows. */
async function targetOf(options: Options, { environment }: World): Promise<GitLabTarget> {
  const { gitlabJob } = await import('#harness/workflow/publish/gitlab-job.ts');
  const job = gitlabJob(environment, projectOf(options));
  const { comment, status, mergeRequest: number } = options;
  const [reportUrl, commit] = [reportUrlOf(options), commitOf(options)];
  return {
    ...job,
    kind: 'gitlab',
    comment,
    status: conclusionName(status),
    reportUrl,
    ...(number === undefined ? {} : { mergeRequest: { project: job.mergeRequest?.project ?? job.project, number } }),
    // The pipeline of the job is that of another commit.
    ...(commit === undefined || commit === job.commit ? {} : { commit, pipeline: null }),
  };
}

/** Throws USAGE for a name that no project can have. */
function projectOf({ project }: Options): string | undefined {
  if (project === undefined || GITLAB_PROJECT.test(project)) return project;
  throw new BenchError('USAGE', `--project cannot be ${JSON.stringify(project)}.`, {
    remedy: 'Give its number, or GROUP/PROJECT.',
  });
}
