/** How the engine publishes the result of a run where a team works. */
import type { BenchError } from '#harness/domain/failure.ts';
import type { CommentTime } from '#harness/domain/publish-settings.ts';
import type { ReportInput } from './report.ts';

/** What a publisher did. The decision is already made: nothing here changes it. */
export type Publication = {
  /** Each as a line that begins with a verb: `updated the comment on pull request 7`. */
  readonly done: readonly string[];
  /** What was left out on purpose, and why. */
  readonly skipped: readonly string[];
  readonly failed: readonly BenchError[];
  /** What the job prints for its runner, as it is; nothing where it is left out. */
  readonly commands?: readonly string[];
};

/** What a decision says of a line of a file that people wrote, such as a waiver that has expired. */
export type FileRemark = {
  /** An absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly level: 'failure' | 'warning';
  readonly message: string;
};

/** A place that shows the result of a run to a team, such as a pull request. */
export interface Publisher {
  readonly id: string;
  /** Announces that a run of a suite begins. */
  announce(suiteId: string): Promise<Publication>;
  publish(report: ReportInput, remarks?: readonly FileRemark[]): Promise<Publication>;
  /** Reports that the announced run left no result. Does nothing if no run was announced, or if it has a result. */
  abandon(suiteId: string): Promise<Publication>;
}

/** How the check or status of a commit is called, by which its comment is found too. */
export type ConclusionName =
  /** Null: `fastvlm-bench SUITE`, and the suite for the comment. */
  { readonly kind: 'named'; readonly name: string | null } | { readonly kind: 'none' };

/** Where to publish on a service, as far as a job or a person names it; null for the rest. */
type ServiceTarget = {
  /** `https://api.github.com`, `https://gitlab.com/api/v4`, or that of a server of one's own. */
  readonly apiUrl: string;
  readonly token: string | null;
  /** Why this job may have no token that may write; null where it should have one. */
  readonly noWriteReason: string | null;
  /** The commit that gets the check or status; that of the run where it is null. */
  readonly commit: string | null;
  /** Where the whole report is, else the page of the job. */
  readonly reportUrl: string | null;
  readonly jobUrl: string | null;
  /** When a comment is created. An existing one is kept up to date; `never` removes it. */
  readonly comment: CommentTime;
};

export type GitHubTarget = ServiceTarget & {
  readonly kind: 'github';
  /** `owner/name`. */
  readonly repository: string;
  readonly pullRequest: number | null;
  /** The branch to find the pull request by, where the job does not know its number. */
  readonly head: { readonly owner: string; readonly branch: string } | null;
  /** The folder of the repository, an absolute path: only remarks on files below it are shown. */
  readonly checkout: string | null;
  /** The file that takes the summary of the job's step. */
  readonly summaryFile: string | null;
  readonly check: ConclusionName;
};

export type GitLabTarget = ServiceTarget & {
  readonly kind: 'gitlab';
  /** Whose commit gets the status: a number or a full path. */
  readonly project: string;
  /** The project is that which the merge request is to be merged into: of a fork another one than `project`. */
  readonly mergeRequest: { readonly project: string; readonly number: number } | null;
  /** The pipeline of `commit` that the status belongs to; GitLab takes the newest one of the commit where it is null. */
  readonly pipeline: number | null;
  readonly status: ConclusionName;
};

/** Where to send a decision. */
export type WebhookTarget = {
  readonly kind: 'webhook';
  /** Who knows it may send there: it is a secret. */
  readonly url: string;
  /** Signs what is sent; null for no signature. */
  readonly secret: string | null;
  readonly reportUrl: string | null;
  /** The page of the job; that of the run where it is null. */
  readonly jobUrl: string | null;
};

export type PublishTarget = GitHubTarget | GitLabTarget | WebhookTarget;
