import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BenchError } from '#harness/domain/failure.ts';
import { checkImage, type CheckedImage } from './check-image.ts';
import type { CheckAnswer, CheckJob } from './check-worker.ts';

/** Fewer images are decoded before a thread has started. */
const WORTH_THREADS = 64;
/** Each holds one image; large ones take turns. */
const MAX_THREADS = 8;
/** One in work and one in line, so that no thread waits for the next path. */
const JOBS_A_THREAD = 2;

/**
 * Reads and decodes every image, on all processors where there are many, and says what became of each as it is done.
 * Throws INTERRUPTED.
 */
export async function checkImages(
  paths: readonly string[],
  signal: AbortSignal,
  onChecked: (index: number, checked: CheckedImage) => void,
): Promise<void> {
  refuseAborted(signal);
  if (paths.length >= WORTH_THREADS) return checkInThreads(paths, signal, onChecked);
  for (const [index, path] of paths.entries()) {
    refuseAborted(signal);
    onChecked(index, await checkImage(path));
  }
}

async function checkInThreads(
  paths: readonly string[],
  signal: AbortSignal,
  onChecked: (index: number, checked: CheckedImage) => void,
): Promise<void> {
  const lock = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  // TypeScript in the repository, JavaScript in the published package.
  const url = new URL(`./check-worker${extname(import.meta.filename)}`, import.meta.url);
  const threads = Array.from(
    { length: Math.min(availableParallelism(), MAX_THREADS) },
    () => new Worker(url, { workerData: lock }),
  );
  const queue = paths.entries();
  try {
    await new Promise<void>((resolve, reject) => {
      let left = paths.length;
      signal.addEventListener('abort', () => reject(interrupted()), { once: true });
      const give = (thread: Worker): void => {
        const next = queue.next();
        if (next.done === true) return;
        const [index, path] = next.value;
        const job: CheckJob = { index, path };
        thread.postMessage(job);
      };
      for (const thread of threads) {
        thread.on('error', reject);
        thread.on('message', ({ index, checked }: CheckAnswer) => {
          onChecked(index, checked);
          left -= 1;
          if (left === 0) resolve();
          else give(thread);
        });
        for (let job = 0; job < JOBS_A_THREAD; job += 1) give(thread);
      }
    });
  } finally {
    await Promise.all(threads.map(async (thread) => thread.terminate()));
  }
}

function refuseAborted(signal: AbortSignal): void {
  if (signal.aborted) throw interrupted();
}

function interrupted(): BenchError {
  return new BenchError('INTERRUPTED', 'Stopped before all images were read.', { remedy: 'Run the command again.' });
}
