import { FAULT_CODES } from '#devices/ios/faults/fault-codes.ts';
import { CommandError, type PhoneSession } from './phone-session.ts';

/** Values of XCUIApplication.State. */
export const APP_STATE = { notRunning: 1, suspended: 2, background: 3, foreground: 4 } as const;

/** One app on one phone: its process, and the Documents folder that it shares. All methods throw CommandError. */
export class AppContainer {
  readonly #phone: PhoneSession;
  readonly #bundleId: string;

  constructor(phone: PhoneSession, bundleId: string) {
    this.#phone = phone;
    this.#bundleId = bundleId;
  }

  async push(path: string, content: Uint8Array): Promise<void> {
    const payload = Buffer.from(content).toString('base64');
    await this.#exchange('pushFile', { remotePath: this.#remote(path), payload });
  }

  /** Null when there is no such file. */
  async pull(path: string): Promise<Buffer | null> {
    const content = await orNull('FILE_MISSING', this.#exchange('pullFile', { remotePath: this.#remote(path) }));
    return typeof content === 'string' ? Buffer.from(content, 'base64') : null;
  }

  /** Does nothing when there is no such folder. */
  async removeFolder(path: string): Promise<void> {
    await orNull('FILE_MISSING', this.#exchange('deleteFolder', { remotePath: this.#remote(path) }));
  }

  /** One of APP_STATE; an app that is not installed is not running. */
  async state(): Promise<number> {
    const state = await orNull('APP_NOT_INSTALLED', this.#phone.run('queryAppState', { bundleId: this.#bundleId }));
    return typeof state === 'number' ? state : APP_STATE.notRunning;
  }

  async launch(environment: Readonly<Record<string, string>>): Promise<void> {
    await this.#phone.run('launchApp', { bundleId: this.#bundleId, environment });
  }

  async terminate(): Promise<void> {
    await orNull('APP_NOT_INSTALLED', this.#phone.run('terminateApp', { bundleId: this.#bundleId }));
  }

  #remote(path: string): string {
    return `@${this.#bundleId}:documents/${path}`;
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
      if (!(error instanceof CommandError) || error.fault.code !== 'TUNNEL_LOST') throw error;
      const isInstalled = await this.#phone.run('isAppInstalled', { bundleId: this.#bundleId });
      if (isInstalled === true) throw error;
      const message = `${this.#bundleId} is not installed.`;
      throw new CommandError({ code: 'APP_NOT_INSTALLED', ...FAULT_CODES.APP_NOT_INSTALLED, message }, error);
    }
  }
}

async function orNull(code: string, command: Promise<unknown>): Promise<unknown> {
  try {
    return await command;
  } catch (error) {
    if (error instanceof CommandError && error.fault.code === code) return null;
    throw error;
  }
}
