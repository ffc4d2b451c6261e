import type { Build } from '#harness/domain/build.ts';

/**
 * What a session has installed, by bundle identifier: builds of one identifier replace each other, others stay. What
 * was on the phone before proves nothing.
 */
export class InstalledBuilds {
  readonly #byBundleId = new Map<string, { readonly buildId: string; readonly launches: number }>();

  /**
   * Launches of the build that have finished since it was installed, 0 or more; null where it is not known to be there.
   * Others do not count: they may have left half of what a first launch prepares.
   */
  launchesOf({ bundleId, id }: Build): number | null {
    const found = this.#byBundleId.get(bundleId);
    return found?.buildId === id ? found.launches : null;
  }

  installed({ bundleId, id }: Build): void {
    this.#byBundleId.set(bundleId, { buildId: id, launches: 0 });
  }

  finished(build: Build): void {
    const launches = this.launchesOf(build);
    if (launches !== null) this.#byBundleId.set(build.bundleId, { buildId: build.id, launches: launches + 1 });
  }

  forget({ bundleId }: Build): void {
    this.#byBundleId.delete(bundleId);
  }
}
