import { EventsFault } from './events-fault.ts';
import type { AgentPlan, IterationEvent } from './protocol.ts';

/**
 * Refuses tokens that the plan does not allow, and times of tokens that cannot be.
 *
 * @param what the iteration, in messages
 * @param endNs when its last span ended
 */
export function checkTokens(
  what: string,
  { spans, tokenNs, tokenCount }: Pick<IterationEvent, 'spans' | 'tokenNs' | 'tokenCount'>,
  { decoding, record }: Pick<AgentPlan, 'decoding' | 'record'>,
  endNs: number,
): void {
  const stamps = record.tokenTimestamps ? tokenCount : 0;
  if (tokenNs.length !== stamps) {
    throw new EventsFault('EVENTS_PLAN', `${what} has ${tokenNs.length} token times for ${stamps} tokens.`);
  }
  if (tokenCount > decoding.maxOutputTokens) {
    throw new EventsFault('EVENTS_PLAN', `${what} has ${tokenCount} tokens; ${decoding.maxOutputTokens} were allowed.`);
  }
  // The first token is known when its logits are, which is what prefill ends with.
  let lastNs = spans.find(({ stage }) => stage === 'prefill')?.endNs ?? spans[0]?.startNs ?? 0;
  if ((tokenNs[0] ?? lastNs) < lastNs) {
    throw new EventsFault('EVENTS_CLOCK', `${what}: the first token at ${tokenNs[0]} ns lies before its logits.`);
  }
  for (const atNs of tokenNs) {
    if (atNs < lastNs) throw new EventsFault('EVENTS_CLOCK', `${what}: token times go backwards at ${atNs} ns.`);
    lastNs = atNs;
  }
  if (lastNs > endNs) {
    throw new EventsFault('EVENTS_CLOCK', `${what}: a token at ${lastNs} ns lies after the last span.`);
  }
}
