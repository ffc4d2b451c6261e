import { AppHostError, type AppState, type FileLook, type HostedApp } from '#devices/agent/app-host.ts';
import { FAULT_CODES } from './faults/fault-codes.ts';
import type { PhoneSession } from './phone-session.ts';
import type { RemoteFiles } from './remote-files.ts';

/** Values of XCUIApplication.State. */
const APP_STATES: Readonly<Record<number, AppState>> = {
  1: 'notRunning',
  // Suspended.
  2: 'background',
  3: 'background',
  4: 'foreground',
};

/** One app on one phone: its process, and the Documents folder that it shares. */
export class AppContainer implements HostedApp {
  /** Its bundle identifier. */
  readonly id: string;
  readonly #phone: PhoneSession;
  readonly #files: Pick<RemoteFiles, 'look'>;

  constructor(phone: PhoneSession, files: Pick<RemoteFiles, 'look'>, bundleId: string) {
    this.id = bundleId;
    this.#phone = phone;
    this.#files = files;
  }

  async push(path: string, content: Uint8Array): Promise<void> {
    const payload = Buffer.from(content).toString('base64');
    await this.#exchange('pushFile', { remotePath: this.#remote(path), payload });
  }

  async pull(path: string): Promise<Buffer | null> {
    const content = await orNull('FILE_MISSING', this.#exchange('pullFile', { remotePath: this.#remote(path) }));
    return typeof content === 'string' ? Buffer.from(content, 'base64') : null;
  }

  async removeFolder(path: string): Promise<void> {
    await orNull('FILE_MISSING', this.#exchange('deleteFolder', { remotePath: this.#remote(path) }));
  }

  async look(path: string, from: number): Promise<FileLook | null> {
    return await this.#files.look(this.id, path, from);
  }

  async state(): Promise<AppState> {
    const state = await orNull('APP_NOT_INSTALLED', this.#phone.run('queryAppState', { bundleId: this.id }));
    return (typeof state === 'number' ? APP_STATES[state] : undefined) ?? 'notRunning';
  }

  async launch(environment: Readonly<Record<string, string>>): Promise<void> {
    await this.#phone.run('launchApp', { bundleId: this.id, environment });
  }

  async terminate(): Promise<void> {
    await orNull('APP_NOT_INSTALLED', this.#phone.run('terminateApp', { bundleId: this.id }));
  }

  #remote(path: string): string {
    return `@${this.id}:documents/${path}`;
  }

  /**
   * The driver says of an app that is not there what it says of a lost tunnel: it falls back to a path that does not
   * exist. Asking for the app tells the two apart.
   */
  async #exchange(
    command: 'pushFile' | 'pullFile' | 'deleteFolder',
    argument: Record<string, string>,
  ): Promise<unknown> {
    try {
      return await this.#phone.run(command, argument);
    } catch (error) {
      if (!(error instanceof AppHostError) || error.fault.code !== 'TUNNEL_LOST') throw error;
      const isInstalled = await this.#phone.run('isAppInstalled', { bundleId: this.id });
      if (isInstalled === true) throw error;
      const message = `${this.id} is not installed.`;
      throw new AppHostError({ code: 'APP_NOT_INSTALLED', ...FAULT_CODES.APP_NOT_INSTALLED, message }, error);
    }
  }
}

async function orNull(code: string, command: Promise<unknown>): Promise<unknown> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof AppHostError && error.fault.code === code) return null;
    throw error;
  }
}
