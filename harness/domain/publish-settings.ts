/** What a team settles about publishing; tokens come from the environment alone. */

/** When a comment is created. An existing one is kept up to date; `never` removes it. */
export const COMMENT_TIMES = ['always', 'on-change', 'on-fail', 'never'] as const;
export type CommentTime = (typeof COMMENT_TIMES)[number];

/** `owner/name` of a repository on GitHub. Requests have it in their path, in which `..` would lead elsewhere. */
export const GITHUB_REPOSITORY = /^(?!\.{1,2}\/)[\w.-]+\/(?!\.{1,2}$)[\w.-]+$/;

/**
 * A project on GitLab: its number, or its full path, `group/project`. It is one part of the path of requests, encoded; `..` as a part of
 * it would be no project.
 */
export const GITLAB_PROJECT = /^(?:\d+|[\w.-]*[\w-](?:\/[\w.-]*[\w-])+)$/;

/** How `publish github` works where its options are left out. */
export type GitHubSettings = {
  readonly comment?: CommentTime;
  /** The name of the check, which has a comment of its own; false for no check. */
  readonly check?: string | false;
  /** Where no job of GitHub Actions names it: `owner/name`. */
  readonly repository?: string;
};

/** How `publish gitlab` works where its options are left out. */
export type GitLabSettings = {
  readonly comment?: CommentTime;
  /** The name of the commit status, which has a comment of its own; false for no status. */
  readonly status?: string | false;
  /** Where no job of GitLab CI names it: a number or a full path. */
  readonly project?: string;
};

/** The publishers of a team, by their command. */
export type PublishSettings = { readonly github?: GitHubSettings; readonly gitlab?: GitLabSettings };
