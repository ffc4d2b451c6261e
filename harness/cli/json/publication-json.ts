import type { Publication } from '#harness/ports/publish.ts';
import type { PublishedTo } from '#harness/workflow/publish/publish-to.ts';

/** What a publisher did, and of which decision; null where no run was named. */
export function publicationJson(
  publisherId: string,
  { done, skipped, failed }: Publication,
  published: PublishedTo | null,
): object {
  return {
    publisher: publisherId,
    runId: published?.runId ?? null,
    decision: published?.decision.kind ?? null,
    recordedDecision: published?.recorded ?? null,
    done,
    skipped,
    failed: failed.map(({ code, message, remedy }) => ({ code, message, remedy })),
  };
}
