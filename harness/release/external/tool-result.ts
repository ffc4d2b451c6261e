import type { ExternalResult } from '#harness/domain/scorecard.ts';

/** What the file of another tool comes to. */
export type ToolResult = Pick<ExternalResult, 'state' | 'message'>;

/** Undefined where the text is not JSON. Some tools on Windows write a byte order mark before it. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
