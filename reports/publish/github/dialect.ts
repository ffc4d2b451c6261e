import type { Dialect } from '#reports/publish/rest/dialect.ts';

/** docs.github.com/rest/using-the-rest-api */
export const GITHUB: Dialect = {
  service: 'GitHub',
  addressVariable: 'GITHUB_API_URL',
  headers: (token) => ({
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${token}`,
  }),
  limitHeaders: { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' },
  // Also a limit that GitHub answers as if permission were missing.
  notDone: ({ status, retryAfter, remaining, message }) =>
    status === 429 || (status === 403 && (retryAfter !== null || remaining === '0' || /rate limit/i.test(message)))
      ? 'limit'
      : null,
  // A repository that was renamed; to another host, `authorization` does not go.
  redirect: 'follow',
  areAnswersRead: true,
  nextPage: (headers, _path, apiUrl) => {
    const [, next] = /<([^>]+)>;\s*rel="next"/.exec(headers.get('link') ?? '') ?? [];
    return next !== undefined && URL.canParse(next) && new URL(next).origin === new URL(apiUrl).origin ? next : null;
  },
  remedies: {
    401: () => 'GITHUB_TOKEN is wrong or has expired: pass the token of the job, github.token.',
    403: (permission) =>
      `The token may not do that: give the job "permissions: ${permission}". Check runs need the token of a job or of a GitHub App.`,
    404: () =>
      'Check GITHUB_REPOSITORY, --pull-request and --commit. GitHub answers the same where the token may not see the repository.',
    422: () =>
      'The repository must have the commit, and the pull request must take comments: check --commit and --pull-request.',
  },
};
