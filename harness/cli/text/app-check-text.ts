import { deviceName } from '#harness/text/names.ts';
import { count } from '#harness/text/numbers.ts';
import { APP_RULES, type RuleCheck } from '#harness/workflow/lab/app-rules.ts';
import type { AppCheckEvent, CheckedApp } from '#harness/workflow/lab/check-app.ts';

export function appCheckProgress(event: AppCheckEvent): string {
  switch (event.kind) {
    case 'opening':
      return `Opening ${event.device.label} …\n`;
    case 'launching':
      return `Launch ${event.number} of ${event.launches}${event.number === 1 ? ', after the app is installed' : ''} …\n`;
  }
}

const MARKS: Readonly<Record<RuleCheck['verdict'], string>> = { kept: '✓', broken: '✕', doubt: '!', unknown: '?' };

/** A line for each rule; below one that is not kept, where the protocol's document has it. */
export function appCheckText({ build, device, checks }: CheckedApp): string {
  return checksText(`${build.label} on ${deviceName(device)}`, checks);
}

/** The same of an events file alone. */
export function eventsCheckText(file: string, checks: readonly RuleCheck[]): string {
  return checksText(`${file}, without the app and its phone`, checks);
}

function checksText(of: string, checks: readonly RuleCheck[]): string {
  const lines = checks.map(({ rule, verdict, message }) => {
    const place = verdict === 'kept' ? '' : `\n    docs/agent-protocol.md#${APP_RULES[rule]}`;
    return `${MARKS[verdict]} ${rule}: ${message}${place}\n`;
  });
  return `\n${of}\n${lines.join('')}${verdictText(checks)}\n`;
}

function verdictText(checks: readonly RuleCheck[]): string {
  const number = (verdict: RuleCheck['verdict']): number => checks.filter((check) => check.verdict === verdict).length;
  const [broken, open, doubts] = [number('broken'), number('unknown'), number('doubt')];
  const beside = doubts === 0 ? '' : `, with ${count(doubts, 'doubt')}`;
  if (broken > 0) return `✕ ${count(broken, 'rule')} broken${beside}`;
  if (open > 0) return `? Nothing was learned about ${count(open, 'rule')}${beside}`;
  return `✓ The app keeps the agent protocol${beside}`;
}
