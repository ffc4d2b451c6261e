import type { ExternalResult } from '#harness/domain/scorecard.ts';

/** What a file says of its gate. */
export type Said = Pick<ExternalResult, 'state' | 'says'>;

/** Undefined where the text is not JSON. Some tools on Windows write a byte order mark before it. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
