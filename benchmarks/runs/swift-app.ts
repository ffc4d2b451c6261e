import { EXECUTABLE_NAME, infoPlist, MODEL_FOLDER } from '#devices/virtual-iphone/app/info-plist.ts';
import { writeIpa } from '#devices/virtual-iphone/app/package.ts';

/** Rounds of the canned engine: about 3 ms, 24 ms, 10 ms and 1 ms a token on the machine that this was written on. */
export const ROUNDS = {
  load: 50_000_000,
  preprocess: 1_500_000,
  visionEncode: 12_000_000,
  prefill: 5_000_000,
  decodeStep: 600_000,
};
const MEMORY_BYTES = 24_000_000;

/** What a build does wrong on purpose; `question` counts from 1, `bytes` are for each question. */
export type PlantedFault =
  | { readonly kind: 'crash' | 'hang'; readonly question: number }
  | { readonly kind: 'hoard' | 'wordy'; readonly bytes: number };

export type SwiftBuild = {
  readonly name: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly rounds?: typeof ROUNDS;
  readonly fault?: PlantedFault;
};

/** Packs the executable of the Swift agent's app for virtual iPhones. Builds of two names stay installed side by side. */
export async function packSwiftApp(file: string, program: Buffer, build: SwiftBuild): Promise<void> {
  const { name, rounds = ROUNDS, fault } = build;
  const engine = { name, rounds, memoryBytes: MEMORY_BYTES, fault };
  await writeIpa(file, [
    { path: 'Info.plist', bytes: infoPlist(build, `dev.fastvlmbench.swift.${name}`), mode: 0o100644 },
    { path: EXECUTABLE_NAME, bytes: program, mode: 0o100755 },
    { path: `${MODEL_FOLDER}/engine.json`, bytes: Buffer.from(`${JSON.stringify(engine)}\n`), mode: 0o100644 },
  ]);
}
