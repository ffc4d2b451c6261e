import { appIdOf } from '#harness/domain/build.ts';
import { APP_RULES, type RuleCheck } from '#harness/workflow/lab/app-rules.ts';
import type { CheckedApp } from '#harness/workflow/lab/check-app.ts';

/** Which rules of the agent protocol an app keeps. */
export function appCheckJson({ build, device, checks }: CheckedApp): object {
  return {
    app: { id: appIdOf(build), label: build.label, version: build.version },
    deviceId: device.id,
    provenance: device.provenance,
    ...checked(checks),
  };
}

/** The same of an events file alone. */
export function eventsCheckJson(events: string, checks: readonly RuleCheck[]): object {
  return { events, ...checked(checks) };
}

function checked(checks: readonly RuleCheck[]): object {
  return {
    isKept: checks.every(({ verdict }) => verdict === 'kept' || verdict === 'doubt'),
    checks: checks.map(({ rule, verdict, message }) => ({
      rule,
      verdict,
      message,
      section: `docs/agent-protocol.md#${APP_RULES[rule]}`,
    })),
  };
}
