import { basename } from 'node:path';
import { BenchError } from '#harness/domain/failure.ts';

const REMEDY =
  'Export the app again from Xcode (Product, Archive, Distribute App, Ad Hoc or Development) and pass that .ipa.';

/** BUILD_INVALID for the .ipa at `path`; `what` continues the sentence that begins with its name. */
export function refuse(path: string, what: string, cause?: unknown, remedy: string = REMEDY): BenchError {
  return new BenchError('BUILD_INVALID', `${basename(path)} ${what}.`, { remedy, cause });
}
