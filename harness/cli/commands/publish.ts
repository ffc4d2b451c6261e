import { type Command, Option } from 'commander';
import { asideIf, type JsonOption, jsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { wholeNumber } from '#harness/cli/option-values.ts';
import {
  DEFAULT_COMMENT_TIME,
  policyOption,
  REPOSITORY_VARIABLE,
  storeOption,
  waiversOption,
} from '#harness/cli/options.ts';
import type { Program } from '#harness/cli/program.ts';
import {
  callerOf,
  namedSuite,
  placesOf,
  runReference,
  type StoreOptions,
  type WaiversOptions,
  waiversOf,
} from '#harness/cli/request.ts';
import { eventOf } from '#harness/cli/run-source.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { COMMENT_TIMES, type CommentTime, GITHUB_REPOSITORY } from '#harness/domain/publish-settings.ts';
import { CI_URL, COMMIT } from '#harness/domain/source.ts';
import type { GitHubTarget, Publication } from '#harness/ports/publish.ts';
import type { PublishedTo } from '#harness/workflow/publish-to.ts';

type Options = StoreOptions &
  WaiversOptions &
  JsonOption & {
    readonly comment: CommentTime;
    /** False with --no-check; true where nobody named one. */
    readonly check: string | boolean;
    readonly announce?: boolean;
    readonly abandon?: boolean;
    readonly suite?: string;
    readonly policy?: string;
    readonly reportUrl?: string;
    readonly repository?: string;
    readonly pullRequest?: number;
    readonly commit?: string;
    readonly candidateSha256?: string;
  };

export function addPublish(command: Command, { world, end }: Program): void {
  command
    .command('github [run]')
    .description('comment on the pull request of a run, conclude its check, and write the summary of the step')
    .addOption(
      new Option('--comment <when>', 'when to create a comment; an existing one is kept up to date')
        .choices(COMMENT_TIMES)
        .default(DEFAULT_COMMENT_TIME),
    )
    .option('--check <name>', 'the name of the check, which has a comment of its own (default: fastvlm-bench SUITE)')
    .option('--no-check', 'create no check run')
    .option('--announce', 'before a run: show the check as in progress; takes --suite and no run')
    .option('--abandon', 'at the end of a job: conclude a check that is still in progress; takes --suite and no run')
    .option('--suite <name>', 'the suite of the run that is announced or abandoned')
    .addOption(policyOption('the policy of its verdicts'))
    .addOption(waiversOption())
    .option('--report-url <url>', 'where the whole report is (default: the page of the job)')
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
    .option('--candidate-sha256 <hash>', 'publish only if the run measured this package')
    .addOption(storeOption(world))
    .addOption(jsonOption())
    .addHelpText('after', ENVIRONMENT)
    .action(async (run: string | undefined, options: Options) => end(await publish(run, options, world)));
}

const ENVIRONMENT = `
Reads GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_API_URL, GITHUB_EVENT_PATH, GITHUB_STEP_SUMMARY and other variables of the job.
The exit code says whether it was published, not what was decided: 0 published (a failed gate too), or the token of a fork
may not write; 2 GitHub refuses it; 4 GitHub does not answer.`;

async function publish(reference: string | undefined, options: Options, world: World): Promise<ExitCode> {
  const [{ githubJob }, { publishTo }, { writePublication }, { publicationJson }] = await Promise.all([
    import('#harness/workflow/github-job.ts'),
    import('#harness/workflow/publish-to.ts'),
    import('#harness/cli/text/publication-text.ts'),
    import('#harness/cli/json/publication-json.ts'),
  ]);
  refuseMixed(reference, options);
  const { environment, cwd } = world;
  const { terminal } = asideIf(options.json, world);
  const job = githubJob(withRepository(environment, options), await eventOf(environment['GITHUB_EVENT_PATH']));
  const publisher = await world.publisher(targetOf(job, options));
  const ended = (publication: Publication, published: PublishedTo | null = null): ExitCode => {
    if (options.json === true) printJson(publicationJson(publisher.id, publication, published), world);
    return writePublication(publication, terminal);
  };
  if (options.announce === true) return ended(await publisher.announce(await namedSuite(options.suite, world)));
  if (options.abandon === true) return ended(await publisher.abandon(await namedSuite(options.suite, world)));
  const { policy, candidateSha256 } = options;
  const request = {
    ...placesOf(options, cwd),
    run: runReference(reference ?? '', cwd),
    ...(policy === undefined ? {} : { policy }),
    ...(candidateSha256 === undefined ? {} : { candidateSha256 }),
    ...waiversOf(options, cwd),
  };
  const published = await publishTo(request, publisher, world, callerOf(world, options));
  const { recorded, decision } = published;
  if (recorded !== null) {
    terminal.writeError(
      `The record of the run says ${recorded}, its launches say ${decision.kind}, which was published.\n  Look into it with: fastvlm-bench verify ${reference}\n`,
    );
  }
  return ended(published.publication, published);
}

function refuseMixed(reference: string | undefined, { announce = false, abandon = false, suite }: Options): void {
  const ways = [announce, abandon, reference !== undefined].filter(Boolean).length;
  if (ways !== 1) {
    throw new BenchError(
      'USAGE',
      ways === 0 ? 'No run was named.' : 'A run, --announce and --abandon exclude each other.',
      {
        remedy: 'Name a run, or add --announce or --abandon with --suite.',
      },
    );
  }
  if (suite !== undefined && reference !== undefined) {
    throw new BenchError('USAGE', '--suite cannot go with a run: the run names its suite.', {
      remedy: 'Leave --suite out.',
    });
  }
}

/** Throws USAGE for what no repository is called. */
function withRepository(environment: World['environment'], { repository }: Options): World['environment'] {
  if (repository === undefined) return environment;
  if (GITHUB_REPOSITORY.test(repository)) return { ...environment, [REPOSITORY_VARIABLE]: repository };
  throw new BenchError('USAGE', `--repository cannot be ${JSON.stringify(repository)}.`, {
    remedy: 'Give it as OWNER/NAME.',
  });
}

/** What options say takes the place of what the job knows. */
function targetOf(job: Omit<GitHubTarget, 'kind' | 'comment' | 'check' | 'reportUrl'>, options: Options): GitHubTarget {
  const { comment, check, reportUrl = null, pullRequest, commit } = options;
  if (reportUrl !== null && !CI_URL.safeParse(reportUrl).success) {
    throw new BenchError('USAGE', `--report-url cannot be ${JSON.stringify(reportUrl)}.`, {
      remedy: 'Give it an address that begins with https:// or http://.',
    });
  }
  if (commit !== undefined && !COMMIT.safeParse(commit).success) {
    throw new BenchError('USAGE', `--commit cannot be ${JSON.stringify(commit)}.`, {
      remedy: 'Give it the hash of a commit.',
    });
  }
  return {
    ...job,
    kind: 'github',
    comment,
    check: check === false ? { kind: 'none' } : { kind: 'named', name: typeof check === 'string' ? check : null },
    reportUrl,
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(commit === undefined ? {} : { commit }),
  };
}
