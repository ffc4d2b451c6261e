import type { Command } from 'commander';
import { jsonOption } from '#harness/cli/json/print-json.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import { REPOSITORY_VARIABLE, storeOption } from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import { eventOf } from '#harness/cli/run-source.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { type CommentTime, GITHUB_REPOSITORY } from '#harness/domain/publish-settings.ts';
import type { GitHubTarget } from '#harness/ports/publish.ts';
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
  /** False with --no-check; true where nobody named one. */
  readonly check: string | boolean;
  readonly repository?: string;
  readonly pullRequest?: number;
};

export function addGitHub(command: Command, { world, end }: Program): void {
  const own = command
    .command('github [run]')
    .description('comment on the pull request of a run, conclude its check, and write the summary of the step');
  conclusionOptions(own, 'check', 'in progress')
    .option(
      '--repository <owner/name>',
      'the repository on GitHub (default: GITHUB_REPOSITORY, which GitHub Actions sets)',
    )
    .option(
      '--pull-request <number>',
      'the pull request (default: from the event of the job, else that of the run)',
      wholeNumber(1),
    )
    .option('--commit <sha>', 'the commit of the check (default: from the event of the job, else that of the run)')
    .addOption(candidateOption())
    .addOption(storeOption(world))
    .addOption(jsonOption())
    .addHelpText('after', ENVIRONMENT)
    .action(async (run: string | undefined, options: Options) =>
      end(await publishRun(run, options, async () => targetOf(options, world), world)),
    );
}

const ENVIRONMENT = `
Reads GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY and other variables of the job.
The exit code says whether it was published, not what was decided: 0 published (a failed gate too), or the token of a fork
may not write; 2 GitHub refuses it; 4 GitHub does not answer.`;

/** What options say takes the place of what the job knows. */
async function targetOf(options: Options, { environment }: World): Promise<GitHubTarget> {
  const { githubJob } = await import('#harness/workflow/publish/github-job.ts');
  const job = githubJob(withRepository(environment, options), await eventOf(environment['GITHUB_EVENT_PATH']));
  const { comment, check, pullRequest } = options;
  const [reportUrl, commit] = [reportUrlOf(options), commitOf(options)];
  return {
    ...job,
    kind: 'github',
    comment,
    check: conclusionName(check),
    reportUrl,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(commit === undefined ? {} : { commit }),
  };
}

/** Throws USAGE for a name that no repository can have. */
function withRepository(environment: World['environment'], { repository }: Options): World['environment'] {
  if (repository === undefined) return environment;
  if (GITHUB_REPOSITORY.test(repository)) return { ...environment, [REPOSITORY_VARIABLE]: repository };
  throw new BenchError('USAGE', `--repository cannot be ${JSON.stringify(repository)}.`, {
    remedy: 'Give it as OWNER/NAME.',
  });
}
