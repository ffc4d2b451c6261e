/** A build and the id of its app; see `HostedApp`. */
type Installed = { readonly appId: string; readonly buildId: string };

/**
 * What a session has installed, by app: builds of one app replace each other, others stay. What was on the device before
 * proves nothing.
 */
export class InstalledBuilds {
  readonly #byApp = new Map<string, { readonly buildId: string; readonly launches: number }>();

  /**
   * Launches of the build that have finished since it was installed, 0 or more; null where it is not known to be there.
   * Others do not count: they may have left half of what a first launch prepares.
   */
  launchesOf({ appId, buildId }: Installed): number | null {
    const found = this.#byApp.get(appId);
    return found?.buildId === buildId ? found.launches : null;
  }

  installed({ appId, buildId }: Installed): void {
    this.#byApp.set(appId, { buildId, launches: 0 });
  }

  finished(build: Installed): void {
    const launches = this.launchesOf(build);
    if (launches !== null) this.#byApp.set(build.appId, { buildId: build.buildId, launches: launches + 1 });
  }

  forget({ appId }: Installed): void {
    this.#byApp.delete(appId);
  }
}
