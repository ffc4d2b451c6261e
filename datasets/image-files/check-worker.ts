/** A thread that decodes images for `checkImages`: paths come in, what became of them goes out. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkImage, type CheckedImage } from './check-image.ts';

export type CheckJob = { readonly index: number; readonly path: string };
export type CheckAnswer = { readonly index: number; readonly checked: CheckedImage };

const [FREE, TAKEN] = [0, 1];
/** Shared by all threads: 1 while one of them decodes a large image. */
const lock = workerData as Int32Array;

async function alone<T>(decode: () => Promise<T>): Promise<T> {
  while (Atomics.compareExchange(lock, 0, FREE, TAKEN) !== FREE) Atomics.wait(lock, 0, TAKEN);
  try {
    return await decode();
  } finally {
    Atomics.store(lock, 0, FREE);
    Atomics.notify(lock, 0, 1);
  }
}

/** One after the other, so that a thread that waits for the lock does not hold it itself. */
let last: Promise<unknown> = Promise.resolve();

async function answerAfter(before: Promise<unknown>, { index, path }: CheckJob): Promise<void> {
  await before;
  const answer: CheckAnswer = { index, checked: await checkImage(path, alone) };
  parentPort?.postMessage(answer);
}

parentPort?.on('message', (job: CheckJob) => {
  last = answerAfter(last, job);
});
