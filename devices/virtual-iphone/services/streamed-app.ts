import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { canonicalName } from '#harness/domain/file-name.ts';
import { InstallError } from '#devices/virtual-iphone/system/installer.ts';

/** As long as a link's target may be. */
const MAX_LINK_BYTES = 1024;
const REPLACEMENT_CHARACTER = '\uFFFD';

/**
 * Throws InstallError for what streaming has changed in an app: the driver sends a link as a file that holds the link's
 * target, and a name that is not UTF-8 under another name. A real phone notices both by the app's signature; the driver
 * then sends the archive itself. Apps for this phone have no signature, so a small file that names another file of the
 * app is taken for a link: at worst an app arrives by the second way that the first would have done for.
 */
export async function refuseChangedByStreaming(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const isChanged = entry.name.includes(REPLACEMENT_CHARACTER) || (entry.isFile() && (await isLinkText(file)));
    if (isChanged) {
      const description = `A sealed resource is missing or invalid: ${path.relative(folder, file)}`;
      throw new InstallError('ApplicationVerificationFailed', description);
    }
  }
}

async function isLinkText(file: string): Promise<boolean> {
  const { size } = await stat(file);
  if (size === 0 || size > MAX_LINK_BYTES) return false;
  const text = await readFile(file, 'utf8');
  // oxlint-disable-next-line no-control-regex -- a path has none of these characters.
  if (path.isAbsolute(text) || /[\u0000-\u001f]/.test(text)) return false;
  const target = path.resolve(path.dirname(file), canonicalName(text));
  return target !== file && (await stat(target).catch(() => null)) !== null;
}
