import { appendFile } from 'node:fs/promises';
import { BenchError } from '#harness/domain/failure.ts';
import type { GitHubTarget, Publication, Publisher } from '#harness/ports/publish.ts';
import type { ReportInput } from '#harness/ports/report.ts';
import { readable } from '#harness/text/sentences.ts';
import { type PullRequestText, pullRequestText } from '#reports/pull-request/comment.ts';
import {
  type ActionLine,
  actOn,
  type Attempt,
  publicationOf,
  settled,
  withoutToken,
} from '#reports/publish/attempts.ts';
import { conclusionOf } from '#reports/publish/conclusion.ts';
import { type ApiLimits, type RestApi, restApi } from '#reports/publish/rest/api.ts';
import { parseAnswer } from '#reports/publish/rest/parse-answer.ts';
import { updateComment } from '#reports/publish/sticky-comment.ts';
import { annotationsOf, printedAnnotation } from './annotations.ts';
import { PULL_REQUESTS } from './answers.ts';
import { abandonCheck, beginCheck, type Check, concludeCheck } from './check-run.ts';
import { commentPlace } from './comment.ts';
import { GITHUB } from './dialect.ts';

/** A pull request on GitHub: its comment, the check of its commit, and the summary of the job's step. */
export function githubPublisher(target: GitHubTarget, limits: ApiLimits): Publisher {
  const { clock } = limits;
  const checkOf = (api: RestApi, suiteId: string, known: string | undefined): Check | null => {
    const commit = target.commit ?? known;
    if (commit === undefined || target.check.kind === 'none') return null;
    const { repository, jobUrl } = target;
    return { api, repository, commit, jobUrl, name: readable(target.check.name ?? `fastvlm-bench ${suiteId}`, 100) };
  };
  const withApi = async (act: (api: RestApi) => readonly Attempt[]): Promise<Publication> => {
    const { token, apiUrl, noWriteReason } = target;
    const readOnly = noWriteReason === null ? null : `no comment and no check: ${noWriteReason}`;
    if (token === null) return withoutToken(readOnly, noToken());
    const attempts = act(restApi(GITHUB, { ...limits, apiUrl, token }));
    return publicationOf(await Promise.all(attempts.map(settled)), readOnly);
  };
  return {
    id: 'github',
    announce: async (suiteId) =>
      withApi((api) => [
        actOn(checkOf(api, suiteId, undefined), NO_CHECK, async (check) => beginCheck(check, clock.now())),
      ]),
    abandon: async (suiteId) =>
      withApi((api) => [
        actOn(
          checkOf(api, suiteId, undefined),
          NO_CHECK,
          async (check) =>
            (await abandonCheck(check, clock.now())) ?? { kind: 'skipped', line: 'no check is in progress' },
        ),
      ]),
    publish: async (report, remarks = []) => {
      const text = pullRequestText(report);
      const { run, assessment, decision } = report;
      const summary = text.summary({ reportUrl: target.reportUrl ?? target.jobUrl });
      const step = await settled(
        writeSummary(target.summaryFile, text.comment({ earlier: [], reportUrl: target.reportUrl })),
      );
      const suiteId = assessment.suite.id;
      const annotations = annotationsOf(remarks, target.checkout);
      let isShown = false;
      const publication = await withApi((api) => [
        actOn(checkOf(api, suiteId, run.source?.commit), NO_CHECK, async (check) => {
          const output = { title: text.headline, summary, annotations };
          const line = await concludeCheck(check, run.id, conclusionOf(decision, text), output, clock.now());
          isShown = true;
          return line;
        }),
        comment(api, text, report),
      ]);
      const all = together(publicationOf([step], null), publication);
      return isShown ? all : { ...all, commands: annotations.map(printedAnnotation) };
    },
  };

  async function comment(api: RestApi, text: PullRequestText, report: ReportInput): Promise<ActionLine> {
    const pullRequest = target.pullRequest ?? report.run.source?.pullRequest ?? (await pullRequestOf(api, target));
    if (pullRequest === null)
      return { kind: 'skipped', line: 'no comment: this run belongs to no pull request; --pull-request names one' };
    const key = (target.check.kind === 'named' ? target.check.name : null) ?? report.assessment.suite.id;
    const reportUrl = target.reportUrl ?? target.jobUrl;
    const place = commentPlace({ api, repository: target.repository, pullRequest, key }, (earlier) =>
      text.comment({ earlier, reportUrl, key }),
    );
    return updateComment(place, text, target.comment, clock.now());
  }
}

const NO_CHECK = 'no check: it is switched off, or the commit is unknown; --commit names it';

/** The open pull request whose branch the job measured; null where there is none. */
async function pullRequestOf(api: RestApi, { head, repository, commit }: GitHubTarget): Promise<number | null> {
  if (head === null) return null;
  const what = `find the pull request of ${readable(`${head.owner}:${head.branch}`, 100)}`;
  const path = `/repos/${repository}/pulls?state=open&head=${encodeURIComponent(`${head.owner}:${head.branch}`)}`;
  const { json } = await api.request({ method: 'GET', path, what, permission: 'pull-requests: write' });
  const found = parseAnswer(PULL_REQUESTS, json, what, api.dialect);
  // A branch that has moved on since belongs to the next run.
  return found.find((own) => commit === null || own.head.sha === commit)?.number ?? null;
}

async function writeSummary(file: string | null, text: string): Promise<ActionLine | null> {
  if (file === null) return null;
  try {
    await appendFile(file, `${text}\n`);
    return { kind: 'done', line: 'wrote the summary of the step' };
  } catch (cause) {
    throw new BenchError('PUBLISH_FAILED', `The summary of the step cannot be written to ${file}.`, {
      remedy: 'GITHUB_STEP_SUMMARY must name a file that can be written to.',
      cause,
    });
  }
}

function noToken(): BenchError {
  return new BenchError('PUBLISH_REFUSED', 'There is no token for GitHub.', {
    remedy: 'Pass the token of the job in GITHUB_TOKEN: env: { GITHUB_TOKEN: "${{ github.token }}" }',
  });
}

function together(one: Publication, other: Publication): Publication {
  return {
    done: [...one.done, ...other.done],
    skipped: [...one.skipped, ...other.skipped],
    failed: [...one.failed, ...other.failed],
  };
}
