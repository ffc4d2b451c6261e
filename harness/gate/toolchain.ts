import type { Toolchain } from '#harness/domain/build.ts';
import type { Assessment } from '#harness/domain/assessment.ts';
import type { Reason } from '#harness/domain/decision.ts';
import { toolchainText } from '#harness/text/toolchain.ts';

/** A new Xcode or SDK may make another program of the same source: worth knowing, whatever was measured. */
export function otherToolchain({ candidate, baseline }: Assessment): readonly Reason[] {
  const [now = {}, before = {}] = [candidate.toolchain, baseline?.build.toolchain];
  if (!differsIn('xcode', now, before) && !differsIn('sdk', now, before)) return [];
  const message = `The candidate was built with ${toolchainText(now)}, the baseline with ${toolchainText(before)}: a change may come from that`;
  return [{ kind: 'toolchain', message }];
}

/** What one of the packages does not name differs from nothing. */
function differsIn(part: keyof Toolchain, now: Toolchain, before: Toolchain): boolean {
  return now[part] !== undefined && before[part] !== undefined && now[part] !== before[part];
}
