import type { Decision } from './decision.ts';
import type { ExitCode } from './failure.ts';

/** What a process says that ends with this decision: 0 pass, 1 fail, 3 inconclusive, 4 inconclusive because launches are missing. */
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
