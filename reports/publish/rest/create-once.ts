import type { BenchError } from '#harness/domain/failure.ts';
import { type RestApi, Unanswered } from './api.ts';
import { MOST_TRIES } from './patience.ts';

/** Creates what must not be there twice: after a request without an answer it may exist all the same, so `isThere` looks first. */
export async function createOnce(
  api: Pick<RestApi, 'wait'>,
  create: () => Promise<unknown>,
  isThere: () => Promise<boolean>,
): Promise<void> {
  let failure: BenchError | null = null;
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    try {
      await create();
      return;
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      failure = error.failure;
      if (tries < MOST_TRIES) await api.wait(tries);
      if (await isThere()) return;
    }
  }
  throw failure ?? new Error('nothing was tried');
}
