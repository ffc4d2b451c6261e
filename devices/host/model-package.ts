import type { Readable } from 'node:stream';
import { BenchError } from '#harness/domain/failure.ts';

/** One file of a model, wherever it lies. */
export type ModelFile = { readonly bytes: number; readonly open: () => Promise<Readable> };

/** What holds the model of a build: an .ipa, or a folder. */
export type ModelPackage = {
  /** As people call it: the name of the file or folder. */
  readonly name: string;
  /** Null where the package has none. */
  readonly version: string | null;
  /** sha256 and size of the package where it is one file; null where it is a folder, which is known by its files. */
  readonly file: { readonly sha256: string; readonly bytes: number } | null;
  /** Where the model lies in it: empty, or a path with a slash at its end. */
  readonly place: string;
  /** By their path below that place, with `/` between names. */
  readonly files: ReadonlyMap<string, ModelFile>;
  readonly close: () => void;
};

const WHAT_RUNS =
  'This machine runs ONNX exports: pass an .ipa that holds one, or the folder of the export ' +
  '(config.json, tokenizer.json, a pre-processing configuration, onnx/). Measure any other app on a phone.';

/** BUILD_INVALID; `what` continues the sentence that begins with the name of the package. */
export function refuseModel(name: string, what: string, remedy: string = WHAT_RUNS): BenchError {
  return new BenchError('BUILD_INVALID', `${name} ${what}.`, { remedy });
}
