import { BenchError } from '#harness/domain/failure.ts';
import { sentence } from '#harness/text/sentences.ts';
import type { Request } from './request.ts';
import type { Answer } from './patience.ts';

/** An answer that the same request would get again: what to fix. */
export class Refusal extends BenchError {
  readonly status: number;

  constructor({ what, permission }: Pick<Request, 'what' | 'permission'>, { status, message }: Answer) {
    const said = message === '' ? `${status}` : `${status}, "${message}"`;
    super('PUBLISH_REFUSED', sentence(`Could not ${what}: GitHub answered ${said}`), {
      remedy: REMEDIES[status]?.(permission) ?? 'Look the answer up in the documentation of the REST API of GitHub.',
    });
    this.status = status;
  }
}

const REMEDIES: Readonly<Record<number, (permission: string) => string>> = {
  401: () => 'GITHUB_TOKEN is wrong or has expired: pass the token of the job, github.token.',
  403: (permission) =>
    `The token may not do that: give the job "permissions: ${permission}". Check runs need the token of a job or of a GitHub App.`,
  404: () =>
    'Check GITHUB_REPOSITORY, --pull-request and --commit. GitHub answers the same where the token may not see the repository.',
  422: () =>
    'The repository must have the commit, and the pull request must take comments: check --commit and --pull-request.',
};
