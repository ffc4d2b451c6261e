/** What the engine needs of the files of builds. */
import type { Build } from '#harness/domain/build.ts';

export interface ArtefactStore {
  /** A local file of the build, as it was last seen: its bytes are not read again. Throws FILE_NOT_FOUND where none is known. */
  fileOf(build: Build): Promise<string>;
  /** The same where the file still has the very bytes of the build; else null. */
  find(build: Build): Promise<string | null>;
}
