import { BenchError } from '#harness/domain/failure.ts';

const EXPORT_AGAIN =
  'Export the app again from Xcode (Product, Archive, Distribute App, Ad Hoc or Development) and pass that .ipa.';

/** For an archive that a tool has written in another way than Xcode does. */
export const REPACK =
  'Pass the .ipa that Xcode exports, or pack the folder Payload again with: ditto -c -k --keepParent Payload app.ipa, ' +
  'or zip -qry app.ipa Payload';

/** For a link that leads where no phone follows it. */
export const MEND_LINK = 'Remove the link from the app, or replace it with the file that it points to.';

/** BUILD_INVALID for the .ipa at `path`; `what` continues the sentence that begins with that path. */
export function refuse(path: string, what: string, cause?: unknown, remedy: string = EXPORT_AGAIN): BenchError {
  return new BenchError('BUILD_INVALID', `${path} ${what}.`, { remedy, cause });
}
