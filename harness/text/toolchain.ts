import type { Toolchain } from '#harness/domain/build.ts';

/** `Xcode 16.4 (16F6), iphoneos18.5`; null where the package names nothing. */
export function toolchainText({ xcode, sdk }: Toolchain = {}): string | null {
  const parts = [...(xcode === undefined ? [] : [`Xcode ${xcode}`]), ...(sdk === undefined ? [] : [sdk])];
  return parts.length === 0 ? null : parts.join(', ');
}
