import type { Decision } from '#harness/domain/decision.ts';
import type { ExitCode } from '#harness/domain/failure.ts';

export function exitCodeOf(decision: Decision): ExitCode {
  switch (decision.kind) {
    case 'pass':
      return 0;
    case 'fail':
      return 1;
    case 'inconclusive':
      return decision.reasons.some(({ kind }) => kind === 'incomplete') ? 4 : 3;
  }
}
