import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppHostError, type AppState, type FileLook, type HostedApp } from '#devices/agent/app-host.ts';
import { isAbsence } from '#harness/domain/system-error.ts';
import { DOCUMENTS_FOLDER } from './app/layout.ts';
import { AppProcess, type AppStart } from './app-process.ts';
import type { Exit } from './exit-report.ts';

/** A look fetches no more at once: events that nobody takes must not fill the memory of the harness. */
const MAX_LOOK_BYTES = 2 ** 20;

/** Makes the start of the app with these variables; null for a build that is not installed. */
type StartOf = (environment: Readonly<Record<string, string>>) => AppStart | null;

/** One installed build: its folder and its process. */
export class LocalApp implements HostedApp {
  /** Every build is an app of its own, so that all of them stay installed. */
  readonly id: string;
  readonly #documents: string;
  readonly #startOf: StartOf;
  #process: AppProcess | null = null;

  constructor(id: string, folder: string, startOf: StartOf) {
    this.id = id;
    this.#documents = join(folder, DOCUMENTS_FOLDER);
    this.#startOf = startOf;
  }

  async state(): Promise<AppState> {
    return this.#process?.isAlive === true ? 'foreground' : 'notRunning';
  }

  async launch(environment: Readonly<Record<string, string>>): Promise<void> {
    await orFault('cannot be started', async () => {
      const start = this.#startOf(environment);
      if (start === null) throw new Error('it is not installed');
      this.#process = await AppProcess.start(start);
    });
  }

  /** How its last process ended; null where it still runs, or never did. */
  async exit(): Promise<Exit | null> {
    return (await this.#process?.exit()) ?? null;
  }

  async terminate(): Promise<void> {
    if (this.#process?.isAlive === true) await this.#process.kill();
  }

  async push(path: string, content: Uint8Array): Promise<void> {
    const file = join(this.#documents, path);
    await orFault('takes no files', async () => {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
    });
  }

  async pull(path: string): Promise<Buffer | null> {
    return await orFault('gives no files', async () => readFile(join(this.#documents, path)).catch(nullIfAbsent));
  }

  async look(path: string, from: number): Promise<FileLook | null> {
    return await orFault('gives no files', async () => {
      const file = await open(join(this.#documents, path)).catch(nullIfAbsent);
      if (file === null) return null;
      try {
        const { size } = await file.stat();
        const content = Buffer.alloc(Math.max(0, Math.min(size - from, MAX_LOOK_BYTES)));
        const { bytesRead } = await file.read(content, 0, content.length, from);
        return { bytes: size, content: content.subarray(0, bytesRead) };
      } finally {
        await file.close();
      }
    });
  }

  async removeFolder(path: string): Promise<void> {
    await orFault('keeps its files', async () => rm(join(this.#documents, path), { recursive: true, force: true }));
  }
}

/** What fails here fails on the machine of the harness: it is never the build. */
export async function orFault<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppHostError(
      {
        kind: 'infrastructure',
        code: 'HOST_FAILED',
        message: `The app on this machine ${what}: ${reason.replace(/\.$/, '')}.`,
        remedy: 'Look at the free space and the rights of the temporary folder (TMPDIR).',
        isSessionLost: false,
      },
      error,
    );
  }
}

function nullIfAbsent(error: unknown): null {
  if (isAbsence(error)) return null;
  throw error;
}
