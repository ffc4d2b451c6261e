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
    { service, remedies }: Pick<Dialect, 'service' | 'remedies'>,
  ) {
    const said = message === '' ? `${status}` : `${status}, "${message}"`;
    super('PUBLISH_REFUSED', sentence(`Could not ${what}: ${service} answered ${said}`), {
      remedy:
        remedies[status]?.(permission) ?? `Look the answer up in the documentation of the REST API of ${service}.`,
    });
    this.status = status;
  }
}
