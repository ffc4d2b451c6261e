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
  const { username, password } = new URL(safeAddress(URL_VARIABLE, url, EXAMPLE, true));
  if (username !== '' || password !== '') {
    throw new BenchError('USAGE', `${URL_VARIABLE} has a user or a password in it, which no request may have.`, {
      remedy: 'Leave them out: the receiver knows a request by its signature.',
    });
  }
  return { url, secret: environment[SECRET_VARIABLE] || null };
}
