import { inputDifferences, type Parity, parityOf } from '#harness/compare/answers/parity.ts';
import { BenchError } from '#harness/domain/failure.ts';
import type { Run } from '#harness/domain/run.ts';
import { findRun } from '#harness/workflow/store/find-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import type { Places, RunReference } from '#harness/workflow/request.ts';
import { withStoreIfAny } from '#harness/workflow/store/with-store.ts';

export type ParityRequest = Places & { readonly one: RunReference; readonly other: RunReference };

export type CheckedParity = Parity & { readonly one: Run; readonly other: Run };

/**
 * Whether one model gives the same answers in two runs, for example on this machine and on a phone. Throws NOT_COMPARABLE
 * for runs of different models or questions, and where they have no question in common.
 */
export async function checkParity({ one, other, ...places }: ParityRequest, host: Host): Promise<CheckedParity> {
  const [first, second] = await withStoreIfAny(places, host, async (store) =>
    Promise.all([findRun(one, store), findRun(other, store)]),
  );
  const differences = inputDifferences(first, second);
  if (differences.length > 0) {
    throw new BenchError(
      'NOT_COMPARABLE',
      `The candidates of ${first.id} and ${second.id} are asked or computed with different files:\n  - ${differences.join('\n  - ')}`,
      { remedy: 'Name runs of the same model, such as one .ipa on this machine and on a phone.' },
    );
  }
  const parity = parityOf(first, second);
  if (parity.questions > 0) return { ...parity, one: first, other: second };
  throw new BenchError('NOT_COMPARABLE', `${first.id} and ${second.id} have no answered question in common.`, {
    remedy: 'Measure both with the same suite, dataset and prompt.',
  });
}
