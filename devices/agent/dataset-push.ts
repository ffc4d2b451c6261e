import { readFile } from 'node:fs/promises';
import type { Question } from '#harness/domain/dataset.ts';
import type { HostedApp } from './app-host.ts';
import { dataFolder, imageName } from './launch-plan.ts';

/**
 * A device takes files one by one. A few at a time keep it busy while the next ones are read and encoded; more would only
 * wait in line.
 */
const PUSHES_AT_A_TIME = 4;
const INDEX = 'index.json';

/**
 * Images on the device, by data folder. Not every host can list a folder, so an index on the device says what lies there.
 */
export class PushedData {
  readonly #known = new Map<string, Set<string>>();

  /** Pushes the images that are not there yet. */
  async ensure(app: HostedApp, manifestSha256: string, questions: readonly Question[]): Promise<void> {
    const folder = dataFolder(manifestSha256);
    const there = this.#known.get(folder) ?? (await readIndex(app, folder));
    this.#known.set(folder, there);
    const missing = new Map<string, string>();
    for (const question of questions) {
      const name = imageName(question);
      if (!there.has(name)) missing.set(name, question.imagePath);
    }
    if (missing.size === 0) return;
    const queue = missing.entries();
    const worker = async (): Promise<void> => {
      for (const [name, path] of queue) {
        await app.push(`${folder}/${name}`, await readFile(path));
        there.add(name);
      }
    };
    // The first push makes the folder; side by side they would all try to.
    const [first] = missing;
    if (first !== undefined) {
      await app.push(`${folder}/${first[0]}`, await readFile(first[1]));
      there.add(first[0]);
      queue.next();
    }
    await Promise.all(Array.from({ length: PUSHES_AT_A_TIME }, worker));
    // Written last: an index never names a file that did not arrive.
    await app.push(`${folder}/${INDEX}`, Buffer.from(JSON.stringify({ files: [...there] })));
  }

  /** Makes the next launch push everything again, because the app did not find what the index names. */
  async distrust(app: HostedApp, manifestSha256: string): Promise<void> {
    const folder = dataFolder(manifestSha256);
    this.#known.delete(folder);
    await app.removeFolder(folder);
  }
}

async function readIndex(app: HostedApp, folder: string): Promise<Set<string>> {
  const bytes = await app.pull(`${folder}/${INDEX}`);
  if (bytes === null) return new Set();
  try {
    const index: unknown = JSON.parse(bytes.toString('utf8'));
    const files = typeof index === 'object' && index !== null && 'files' in index ? index.files : null;
    return new Set(Array.isArray(files) ? files.filter((name) => typeof name === 'string') : []);
  } catch {
    // A damaged index is none: what it would have named is pushed again.
    return new Set();
  }
}
