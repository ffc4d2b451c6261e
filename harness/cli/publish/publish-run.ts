/** What the commands of all publishers have in common. */
import { type Command, Option } from 'commander';
import { asideIf, type JsonOption, printJson } from '#harness/cli/json/print-json.ts';
import { DEFAULT_COMMENT_TIME, policyOption, waiversOption } from '#harness/cli/options.ts';
import {
  callerOf,
  namedSuite,
  placesOf,
  runReference,
  type StoreOptions,
  type WaiversOptions,
  waiversOf,
} from '#harness/cli/request.ts';
import type { World } from '#harness/cli/world.ts';
import { BenchError, type ExitCode } from '#harness/domain/failure.ts';
import { COMMENT_TIMES } from '#harness/domain/publish-settings.ts';
import { CI_URL, COMMIT } from '#harness/domain/source.ts';
import type { ConclusionName, Publication, PublishTarget } from '#harness/ports/publish.ts';
import type { PublishedTo } from '#harness/workflow/publish/publish-to.ts';

export type PublishOptions = StoreOptions &
  WaiversOptions &
  JsonOption & {
    readonly announce?: boolean;
    readonly abandon?: boolean;
    readonly suite?: string;
    readonly policy?: string;
    readonly reportUrl?: string;
    readonly commit?: string;
    readonly candidateSha256?: string;
  };

function commentOption(): Option {
  return new Option('--comment <when>', 'when to create a comment; an existing one is kept up to date')
    .choices(COMMENT_TIMES)
    .default(DEFAULT_COMMENT_TIME);
}

/** The options of a publisher that comments and concludes a check or a status, up to those that say where. */
export function conclusionOptions(command: Command, noun: 'check' | 'status', begun: string): Command {
  return command
    .addOption(commentOption())
    .option(
      `--${noun} <name>`,
      `the name of the ${noun}, which has a comment of its own (default: fastvlm-bench SUITE)`,
    )
    .option(`--no-${noun}`, `leave the ${noun} out`)
    .option('--announce', `before a run: show the ${noun} as ${begun}; takes --suite and no run`)
    .option('--abandon', `at the end of a job: conclude a ${noun} that is still ${begun}; takes --suite and no run`)
    .option('--suite <name>', 'the suite of the run that is announced or abandoned')
    .addOption(policyOption('the policy of its verdicts'))
    .addOption(waiversOption())
    .addOption(reportUrlOption());
}

/** @param asked false with the option that leaves it out, true where nobody named one */
export function conclusionName(asked: string | boolean): ConclusionName {
  return asked === false ? { kind: 'none' } : { kind: 'named', name: typeof asked === 'string' ? asked : null };
}

export function reportUrlOption(): Option {
  return new Option('--report-url <url>', 'where the whole report is (default: the page of the job)');
}

export function candidateOption(): Option {
  return new Option('--candidate-sha256 <hash>', 'publish only if the run measured this package');
}

/** Publishes a run, or announces or abandons one of a suite, and says what became of it. Throws USAGE for more or less than one of them. */
export async function publishRun(
  reference: string | undefined,
  options: PublishOptions,
  targetOf: () => PublishTarget | Promise<PublishTarget>,
  world: World,
): Promise<ExitCode> {
  const [{ publishTo }, { writePublication }, { publicationJson }] = await Promise.all([
    import('#harness/workflow/publish/publish-to.ts'),
    import('#harness/cli/text/publication-text.ts'),
    import('#harness/cli/json/publication-json.ts'),
  ]);
  refuseMixed(reference, options);
  const { terminal } = asideIf(options.json, world);
  const publisher = await world.publisher(await targetOf());
  const ended = (publication: Publication, published: PublishedTo | null = null): ExitCode => {
    if (options.json === true) printJson(publicationJson(publisher.id, publication, published), world);
    return writePublication(publication, terminal);
  };
  if (options.announce === true) return ended(await publisher.announce(await namedSuite(options.suite, world)));
  if (options.abandon === true) return ended(await publisher.abandon(await namedSuite(options.suite, world)));
  const { policy, candidateSha256 } = options;
  const { cwd } = world;
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

function refuseMixed(
  reference: string | undefined,
  { announce = false, abandon = false, suite }: PublishOptions,
): void {
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

/** Throws USAGE for text that is not an address. */
export function reportUrlOf({ reportUrl }: Pick<PublishOptions, 'reportUrl'>): string | null {
  if (reportUrl === undefined) return null;
  if (CI_URL.safeParse(reportUrl).success) return reportUrl;
  throw new BenchError('USAGE', `--report-url cannot be ${JSON.stringify(reportUrl)}.`, {
    remedy: 'Give it an address that begins with https:// or http://.',
  });
}

/** Throws USAGE for text that is not the hash of a commit. */
export function commitOf({ commit }: Pick<PublishOptions, 'commit'>): string | undefined {
  if (commit === undefined || COMMIT.safeParse(commit).success) return commit;
  throw new BenchError('USAGE', `--commit cannot be ${JSON.stringify(commit)}.`, {
    remedy: 'Give it the hash of a commit.',
  });
}
