import { BenchError } from '#harness/domain/failure.ts';
import { sentence } from '#harness/text/sentences.ts';
import type { Dialect } from './dialect.ts';
import type { Answer } from './patience.ts';
import type { Request } from './request.ts';

/** An answer that the same request would get again: what to fix. */
export class Refusal extends BenchError {
  readonly status: number;

  constructor(
    { what, permission }: Pick<Request, 'what' | 'permission'>,
    { status, message }: Answer,
    dialect: Pick<Dialect, 'service' | 'addressVariable' | 'remedies'>,
  ) {
    const said = message === '' ? `${status}` : `${status}, "${message}"`;
    super('PUBLISH_REFUSED', sentence(`Could not ${what}: ${dialect.service} answered ${said}`), {
      remedy: dialect.remedies[status]?.(permission) ?? otherRemedy(status, dialect),
    });
    this.status = status;
  }
}

function otherRemedy(
  status: number,
  { service, addressVariable }: Pick<Dialect, 'service' | 'addressVariable'>,
): string {
  return status >= 300 && status < 400
    ? `It redirects to another address, and secrets are sent only to ${addressVariable}: set it to the address of ${service} itself.`
    : `Look up the answer in the documentation of ${service}.`;
}
