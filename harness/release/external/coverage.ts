import { z } from 'zod';
import { trimmed } from '#harness/text/numbers.ts';
import { jsonOf, type ToolResult } from './tool-result.ts';

/** `coverage-summary.json` of Istanbul's reporters, which Vitest writes too: only the lines of all files together. */
const summarySchema = z.object({
  total: z.object({ lines: z.object({ total: z.number().nonnegative(), covered: z.number().nonnegative() }) }),
});

type Lines = { readonly total: number; readonly covered: number };

/** Coverage of lines, from `coverage-summary.json` or from a tracefile of lcov (geninfo(1): `LF` lines found, `LH` lines hit). */
export function coverageResult(text: string, atLeastPercent: number): ToolResult {
  const lines = linesInSummary(text) ?? linesInTracefile(text);
  if (lines === null) return { state: 'missing', message: 'is neither coverage-summary.json nor an lcov tracefile' };
  if (lines.total === 0) return { state: 'missing', message: 'covers no line' };
  if (lines.covered > lines.total) return { state: 'missing', message: 'counts more lines covered than there are' };
  const percent = (100 * lines.covered) / lines.total;
  return {
    state: percent >= atLeastPercent ? 'met' : 'missed',
    // Rounded down: what is just too little must not look like enough.
    message: `${trimmed(Math.floor(10 * percent) / 10, 1)} % of lines, ${trimmed(atLeastPercent)} % required`,
  };
}

function linesInSummary(text: string): Lines | null {
  const parsed = summarySchema.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.total.lines : null;
}

function linesInTracefile(text: string): Lines | null {
  const numbers = (key: string): readonly number[] =>
    [...text.matchAll(new RegExp(`^${key}:(\\d+)\\s*$`, 'gm'))].map(([, digits]) => Number(digits));
  const [found, hit] = [numbers('LF'), numbers('LH')];
  if (found.length === 0 || found.length !== hit.length) return null;
  const sum = (all: readonly number[]): number => all.reduce((total, own) => total + own, 0);
  return { total: sum(found), covered: sum(hit) };
}
