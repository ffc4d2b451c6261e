import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { FileLook } from '#devices/agent/app-host.ts';
import { phoneError } from './faults/faults.ts';
import { withPatience } from '#devices/patience/patience.ts';
import { siblingModule } from '#devices/appium/sibling-module.ts';

/** Looks at files of one phone's apps while they grow. */
export interface RemoteFiles {
  /** `path` is below the app's Documents folder. Null when there is no such file. Throws AppHostError. */
  look(bundleId: string, path: string, from: number): Promise<FileLook | null>;
  close(): void;
}

/** What the reader says to a look. */
export type FileAnswer =
  | { readonly kind: 'missing' }
  | { readonly kind: 'found'; readonly bytes: number; readonly content: string }
  | { readonly kind: 'failed'; readonly message: string };

/** A phone answers in milliseconds; a quiet machine starts the reader in one second. */
const LOOK_LIMIT_MS = 60_000;
const KEPT_ERROR_LINES = 5;

/** `environment` and `home` are those of the server that knows the phone. */
export function openRemoteFiles(
  udid: string,
  server: { readonly home: string; readonly environment: NodeJS.ProcessEnv },
): RemoteFiles {
  const reader = siblingModule('file-reader', import.meta.url);
  const child = spawn(process.execPath, [reader, udid], {
    cwd: server.home,
    // The library writes its own failures into the output while it is tested.
    env: { ...server.environment, NODE_ENV: 'production' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new FileReader(child);
}

class FileReader implements RemoteFiles {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #answers: AsyncIterator<string>;
  readonly #lastErrorLines: string[] = [];

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.#lastErrorLines.push(line);
      if (this.#lastErrorLines.length > KEPT_ERROR_LINES) this.#lastErrorLines.shift();
    });
    // A program that could not be started or is gone ends its answers as well.
    child.on('error', () => null);
    child.stdin.on('error', () => null);
  }

  async look(bundleId: string, path: string, from: number): Promise<FileLook | null> {
    try {
      const answer = await withPatience(async () => await this.#ask({ bundleId, path: `/Documents/${path}`, from }), {
        limitMs: LOOK_LIMIT_MS,
        onLimit: (waited) => new Error(`The device gave no answer to a look at ${path} ${waited}`),
      });
      if (answer.kind === 'failed') throw new Error(answer.message);
      return answer.kind === 'missing' ? null : { bytes: answer.bytes, content: Buffer.from(answer.content, 'base64') };
    } catch (error) {
      throw phoneError(error);
    }
  }

  close(): void {
    this.#child.stdin.end();
    this.#child.kill('SIGKILL');
  }

  async #ask(request: object): Promise<FileAnswer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.#answers.next();
    if (done === true)
      throw new Error(`The program that reads files of the phone ended. ${this.#lastErrorLines.join(' ')}`);
    return JSON.parse(value) as FileAnswer;
  }
}
