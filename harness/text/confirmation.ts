import type { Finding } from '#harness/domain/deciding.ts';
import type { Confirmation } from '#harness/domain/decision.ts';
import { changeText } from './quantities.ts';

/** `confirmed by a second session (+10.8 % [9.1, 12.4])`, where it has a change of its own. */
export function confirmationText(state: Confirmation, finding?: Finding): string {
  const change = finding?.change == null ? '' : ` (${changeText(finding.change, finding)})`;
  switch (state) {
    case 'confirmed':
      return `confirmed by a second session${change}`;
    case 'contradicted':
      return `not confirmed: a second session finds it within the margin${change}`;
    case 'undecided':
      return `not confirmed: a second session does not decide it${change}`;
    case 'lost':
      return 'not confirmed: the second session was not measured to its end';
    case 'notMeasured':
      return 'not confirmed: no second session was measured';
  }
}
