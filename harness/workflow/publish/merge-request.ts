import { GITLAB_PROJECT } from '#harness/domain/publish-settings.ts';

/** A merge request of a project on GitLab, which is its number or full path. */
export type MergeRequest = { readonly project: string; readonly number: number };

/**
 * The open merge request of the branch that a job of GitLab CI runs for; null where there is none, or more than one.
 * docs.gitlab.com/ci/variables/predefined_variables
 */
export function openMergeRequest(environment: Readonly<Record<string, string | undefined>>): MergeRequest | null {
  const [first, ...others] = (environment['CI_OPEN_MERGE_REQUESTS'] ?? '').split(',');
  const [, project = '', number = ''] = /^(.+)!([1-9]\d*)$/.exec(first ?? '') ?? [];
  return others.length === 0 && GITLAB_PROJECT.test(project) ? { project, number: Number(number) } : null;
}
