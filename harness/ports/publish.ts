/** What the engine tells of a run in places where a team works. */
import type { BenchError } from '#harness/domain/failure.ts';
import type { ReportInput } from './report.ts';

/** What a publisher did. The decision is made before: whatever happens here changes nothing about it. */
export type Publication = {
  /** Each as a line that begins with a verb: `updated the comment on pull request 7`. */
  readonly done: readonly string[];
  /** What was left out on purpose, and why. */
  readonly skipped: readonly string[];
  readonly failed: readonly BenchError[];
};

/** A place where a team learns what became of a run, such as a pull request. */
export interface Publisher {
  readonly id: string;
  /** Says that a run of a suite begins. */
  announce(suiteId: string): Promise<Publication>;
  publish(report: ReportInput): Promise<Publication>;
  /** Says that the run that was announced leaves no result; nothing where none was announced, or where it has its result. */
  abandon(suiteId: string): Promise<Publication>;
}

/** What a job of GitHub Actions, or a person, knows of where to publish. What is not known is null. */
export type GitHubTarget = {
  readonly kind: 'github';
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string | null;
  /** Why GitHub gives this job no token that may write; null where it gives one. */
  readonly noWriteReason: string | null;
  readonly pullRequest: number | null;
  /** The branch to find the pull request by, where the job does not know its number. */
  readonly head: { readonly owner: string; readonly branch: string } | null;
  /** The commit that gets the check; that of the run where it is null. */
  readonly commit: string | null;
  /** Where the whole report is, else the page of the job. */
  readonly reportUrl: string | null;
  readonly jobUrl: string | null;
  /** The file that takes the summary of the job's step. */
  readonly summaryFile: string | null;
  /** When a comment is made. One that is there is kept up to date; with `never` it is removed. */
  readonly comment: 'always' | 'onChange' | 'onFail' | 'never';
  /**
   * The name of the check run, which is what its comment is found by too; `fastvlm-bench SUITE` and the suite where it is null.
   * `none`: there is no check run.
   */
  readonly check: { readonly kind: 'named'; readonly name: string | null } | { readonly kind: 'none' };
};

export type PublishTarget = GitHubTarget;
