import type { Dialect } from '#reports/publish/rest/dialect.ts';

const WRONG_ADDRESS = 'FASTVLM_BENCH_WEBHOOK_URL may be wrong or revoked: create the webhook again.';

/** Any receiver. What it answers is not read: it might repeat its address, which is a secret. */
export const WEBHOOK: Dialect = {
  service: 'the webhook',
  addressVariable: 'FASTVLM_BENCH_WEBHOOK_URL',
  headers: () => ({}),
  limitHeaders: null,
  notDone: ({ status }) => (status === 429 ? 'limit' : status === 408 || status === 425 ? 'busy' : null),
  redirect: 'manual',
  areAnswersRead: false,
  nextPage: () => null,
  remedies: {
    400: () => 'The receiver does not take this JSON: docs/webhook.md says what is sent.',
    401: () => 'The receiver may check the signature with another secret than FASTVLM_BENCH_WEBHOOK_SECRET.',
    403: () =>
      `The receiver may check the signature with another secret than FASTVLM_BENCH_WEBHOOK_SECRET. ${WRONG_ADDRESS}`,
    404: () => WRONG_ADDRESS,
    410: () => WRONG_ADDRESS,
  },
};
