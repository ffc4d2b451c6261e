import { isFinderFile } from './file-name.ts';

/** Folders of an app that hold its signature, its code or its user interface, wherever they lie in it. */
const OTHER_FOLDERS =
  /(?:^|\/)(?:_CodeSignature|SC_Info|[^/]+\.(?:lproj|storyboardc|nib|appex|app|xctest|dSYM|swiftmodule|momd|xcstickers))\//i;

/** Files of an app that are its signature, its code, its description or its user interface. */
const OTHER_FILES =
  /(?:^|\/)(?:Info\.plist|PkgInfo|CodeResources|embedded\.mobileprovision|archived-expanded-entitlements\.xcent)$|\.(?:dylib|a|o|tbd|metallib|air|js|mjs|wasm|h|hpp|modulemap|swiftinterface|swiftdoc|abi|xcprivacy|car|nib|strings|stringsdict|mom|omo|intentdefinition|storyboard|xib|png|jpe?g|gif|heic|heif|webp|tiff?|svg|pdf|ico|ttf|otf|ttc|woff2?|wav|caf|mp3|m4a|aac|aiff?|ogg|mp4|m4v|mov|usdz|reality|html?|css|map|md|rtf|license)$/i;

/** The executable of a framework is called as its folder. */
const FRAMEWORK_EXECUTABLE = /(?:^|\/)([^/]+)\.framework\/(?:Versions\/[^/]+\/)?\1$/;

/**
 * Whether a file of an app that does not name its model folder is taken for a part of its model: everything that is not
 * known to be code, user interface or signature. Weights have too many names to list them; a file too many makes two
 * builds differ that are equal, a file too few makes two builds equal that differ. `executable` is the app's own.
 */
export function isModelFile(path: string, executable: string): boolean {
  if (path === executable || isFinderFile(path)) return false;
  return !OTHER_FOLDERS.test(path) && !OTHER_FILES.test(path) && !FRAMEWORK_EXECUTABLE.test(path);
}
