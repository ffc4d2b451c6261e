import type { ExternalGate } from '#harness/domain/release-plan.ts';
import type { ExternalResult } from '#harness/domain/scorecard.ts';
import { checklistResult } from './checklist.ts';
import { coverageResult } from './coverage.ts';
import type { Said } from './said.ts';
import { sarifResult } from './sarif.ts';

/**
 * Reads the file of another tool. A file that is not there, or that cannot be understood, meets nothing: its gate is missing.
 *
 * @param text null where there is no file
 */
export function readExternal(gate: ExternalGate, text: string | null): ExternalResult {
  const { label, file } = gate;
  return { label, file, ...(text === null ? { state: 'missing', says: 'is not there' } : said(gate, text)) };
}

function said(gate: ExternalGate, text: string): Said {
  switch (gate.kind) {
    case 'coverage':
      return coverageResult(text, gate.atLeastPercent);
    case 'sarif':
      return sarifResult(text, gate.mostCritical);
    case 'checklist':
      return checklistResult(text);
  }
}
