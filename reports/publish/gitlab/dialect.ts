import type { Dialect } from '#reports/publish/rest/dialect.ts';

/** docs.gitlab.com/api/rest, and docs.gitlab.com/security/rate_limits */
export const GITLAB: Dialect = {
  service: 'GitLab',
  addressVariable: 'CI_API_V4_URL',
  headers: (token) => ({ accept: 'application/json', 'private-token': token }),
  limitHeaders: { remaining: 'ratelimit-remaining', reset: 'ratelimit-reset' },
  // 409: another status of the commit is being set at this moment.
  notDone: ({ status }) => (status === 429 ? 'limit' : status === 409 ? 'busy' : null),
  redirect: 'manual',
  areAnswersRead: true,
  // By number, because the address that GitLab itself names may be another one than the one that leads to it.
  nextPage: (headers, path) => {
    const page = headers.get('x-next-page') ?? '';
    if (!/^[1-9]\d*$/.test(page)) return null;
    const [resource = '', query = ''] = path.split('?');
    const parameters = new URLSearchParams(query);
    parameters.set('page', page);
    return `${resource}?${parameters.toString()}`;
  },
  remedies: {
    400: () =>
      'Look up the answer in the documentation of GitLab. A status cannot have the name of a job of its pipeline: --status gives it another one.',
    401: () =>
      'GITLAB_TOKEN is wrong, has expired or was revoked. It must be a token with the scope api; a CI_JOB_TOKEN may not write.',
    403: (permission) => `The token may not do that: it needs ${permission}.`,
    404: () =>
      'Check CI_PROJECT_ID, --merge-request and --commit. GitLab answers the same where the token may not see the project.',
    422: () => 'The pipeline may have reached its limit of jobs: --no-status leaves the status out.',
  },
};
