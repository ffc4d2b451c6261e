import type { ExternalGate } from '#harness/domain/release-plan.ts';
import type { ExternalResult } from '#harness/domain/scorecard.ts';
import { checklistResult } from './checklist.ts';
import { coverageResult } from './coverage.ts';
import type { ToolResult } from './tool-result.ts';
import { sarifResult } from './sarif.ts';

/**
 * Reads the file of another tool. A file that is not there, or that cannot be understood, meets nothing: its gate is missing.
 *
 * @param text null where there is no file
 */
export function readExternal(gate: ExternalGate, text: string | null): ExternalResult {
  const { label, file } = gate;
  return { label, file, ...(text === null ? { state: 'missing', message: 'is not there' } : resultOf(gate, text)) };
}

function resultOf(gate: ExternalGate, text: string): ToolResult {
  switch (gate.kind) {
    case 'coverage':
      return coverageResult(text, gate.atLeastPercent);
    case 'sarif':
      return sarifResult(text, gate.mostCritical);
    case 'checklist':
      return checklistResult(text);
  }
}
