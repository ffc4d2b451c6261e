import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { AppEnd, AppHost, AppTime } from '#devices/agent/app-host.ts';
import type { Build } from '#harness/domain/build.ts';
import type { Device, DeviceState } from '#harness/domain/device.ts';
import { APP_FILE, DOCUMENTS_FOLDER, MODEL_FOLDER } from './app/layout.ts';
import type { AppStart } from './app-process.ts';
import { withModel } from './build.ts';
import { explainExit } from './exit-report.ts';
import { LocalApp, orFault } from './hosted-app.ts';
import { pinningOf } from './pinning.ts';

/** This machine, held for a run: a folder with the installed builds, and their processes. */
export class LocalAppHost implements AppHost {
  readonly device: Device;
  readonly appTime: AppTime = { kind: 'wall' };
  readonly power = null;
  readonly thermal = null;
  readonly log = null;
  readonly #folder: string;
  /** Of the file that every app runs. */
  readonly #program: string;
  readonly #apps = new Map<string, LocalApp>();
  /** Of each installed build. */
  readonly #threads = new Map<string, number>();

  constructor(device: Device, folder: string, program: string) {
    this.device = device;
    this.#folder = folder;
    this.#program = program;
  }

  app({ id }: Pick<Build, 'id'>): LocalApp {
    const known = this.#apps.get(id) ?? new LocalApp(id, this.#folderOf(id), (extra) => this.#startOf(id, extra));
    this.#apps.set(id, known);
    return known;
  }

  /** Copies what the app reads: the package may change while it is measured. */
  async install({ id, version }: Build, artefact: string): Promise<void> {
    await orFault('cannot be installed', async () => {
      const folder = this.#folderOf(id);
      await rm(folder, { recursive: true, force: true });
      await mkdir(join(folder, DOCUMENTS_FOLDER), { recursive: true });
      const { model, osVersion, osBuild } = this.device;
      await writeFile(join(folder, APP_FILE), JSON.stringify({ version, device: { model, osVersion, osBuild } }));
      await withModel(artefact, async ({ files, options }) => {
        for (const [name, { open }] of files) {
          const path = join(folder, MODEL_FOLDER, name);
          await mkdir(dirname(path), { recursive: true });
          await pipeline(await open(), createWriteStream(path));
        }
        this.#threads.set(id, options.threads);
      });
    });
  }

  async conditions(): Promise<DeviceState> {
    const unknown = { charging: null, supply: null, lowPowerMode: null, temperatureC: null };
    return { at: new Date().toISOString(), thermal: null, batteryPercent: null, ...unknown };
  }

  async explainEnd(build: Build): Promise<AppEnd> {
    return explainExit(await this.app(build).exit());
  }

  async close(): Promise<void> {
    await Promise.all([...this.#apps.values()].map(async (app) => app.terminate()));
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }

  #folderOf(id: string): string {
    return join(this.#folder, 'apps', id);
  }

  #startOf(id: string, extra: Readonly<Record<string, string>>): AppStart | null {
    const threads = this.#threads.get(id);
    if (threads === undefined) return null;
    const folder = this.#folderOf(id);
    return {
      command: [...pinningOf(threads).command, process.execPath, this.#program],
      folder,
      // Nothing else of the environment of the harness: what is set there must not change what is measured.
      environment: { ...extra, HOME: folder, TMPDIR: folder, OMP_NUM_THREADS: String(threads) },
    };
  }
}
