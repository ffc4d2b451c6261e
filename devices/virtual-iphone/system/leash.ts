import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Reads `+ pid` and `- pid` lines. When its input ends, for whatever reason, it kills the process groups that are still
 * held and removes the folder.
 */
const GUARD = `
held=
while read -r act pid; do
  rest=
  for one in $held; do [ "$one" = "$pid" ] || rest="$rest $one"; done
  held=$rest
  [ "$act" = + ] && held="$held $pid"
done
for one in $held; do kill -s KILL -- "-$one"; done
rm -rf -- "$1"
`;

/**
 * Sees to it that the apps never outlive their phones, and that no folder stays behind, even when this process is
 * killed: a small shell of its own session waits for the end of a pipe that only this process holds open.
 */
export class Leash {
  readonly #guard: ChildProcess;

  /** Takes charge of `folder`: it is gone when the leash is closed. */
  constructor(folder: string) {
    this.#guard = spawn('/bin/sh', ['-c', GUARD, 'guard', folder], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Neither the shell nor its pipe keeps this process alive.
    this.#guard.unref();
    // Writing to a shell that somebody killed is no failure of the phone.
    this.#guard.stdin?.on('error', () => {});
    this.#guard.on('error', () => {});
  }

  hold(processGroup: number): void {
    this.#guard.stdin?.write(`+ ${processGroup}\n`);
  }

  release(processGroup: number): void {
    this.#guard.stdin?.write(`- ${processGroup}\n`);
  }

  /** Kills what is still held and removes the folder. */
  async close(): Promise<void> {
    if (this.#guard.pid === undefined || this.#guard.exitCode !== null || this.#guard.signalCode !== null) return;
    this.#guard.ref();
    const ended = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await ended;
  }
}
