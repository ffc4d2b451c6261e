import { BenchError } from '#harness/domain/failure.ts';
import type { WebhookTarget } from '#harness/ports/publish.ts';
import type { Environment } from './ci-source.ts';
import { safeAddress } from './secrets.ts';

const URL_VARIABLE = 'FASTVLM_BENCH_WEBHOOK_URL';
const SECRET_VARIABLE = 'FASTVLM_BENCH_WEBHOOK_SECRET';
const EXAMPLE = 'https://hooks.example.com/services/…';

/** Where a webhook listens, and the secret that it shares. Throws USAGE for an address that cannot be one, and does not show it. */
export function webhookAddress(environment: Environment): Pick<WebhookTarget, 'url' | 'secret'> {
  const url = (environment[URL_VARIABLE] ?? '').trim();
  if (url === '') {
    throw new BenchError('USAGE', `${URL_VARIABLE} is not set.`, {
      remedy: `Set it to the address of the webhook, such as ${EXAMPLE}.`,
    });
  }
  // A file that a secret is read from often ends with a line break, which is no part of it.
  const secret = (environment[SECRET_VARIABLE] ?? '').trim();
  return { url: safeAddress(URL_VARIABLE, url, EXAMPLE), secret: secret || null };
}
