import type { FingerprintIdentity } from '#harness/domain/build.ts';
import type { Display } from '#harness/domain/display.ts';
import type { AppOnPlatform, HelloEvent } from './protocol.ts';

/** Null where the app does not report it. */
export function displayOf({ display }: HelloEvent): Display | null {
  if (display === undefined || display === null) return null;
  const { brightness, maximumFramesPerSecond: rate = null } = display;
  return { brightness, ...(rate === null ? {} : { maximumFramesPerSecond: rate }) };
}

/** What the app is known by on its platform. */
export function identityOf(hello: AppOnPlatform): FingerprintIdentity {
  if (hello.platform === 'host') return { kind: 'host', contentSha256: hello.app.contentSha256 };
  const { bundleId, build, binaryUuid } = hello.app;
  return { kind: 'ios', bundleId, buildNumber: build, binaryUuid };
}
