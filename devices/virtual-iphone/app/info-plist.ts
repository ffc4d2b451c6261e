import { build as buildPlist } from 'plist';

/** What builds of the sample app are called where nothing else is asked for. */
export const BUNDLE_ID = 'dev.fastvlmbench.app';
export const EXECUTABLE_NAME = 'FastVLMBench';
export const MODEL_FOLDER = 'model';

/** Keys as Xcode writes them, and `FastVLMBenchModels`: the folder whose every file counts as part of the model. */
export function infoPlist(
  build: { readonly version: string; readonly buildNumber: string },
  bundleId: string = BUNDLE_ID,
): Buffer {
  return Buffer.from(
    `${buildPlist({
      CFBundleDevelopmentRegion: 'en',
      CFBundleDisplayName: 'FastVLM Bench',
      CFBundleExecutable: EXECUTABLE_NAME,
      CFBundleIdentifier: bundleId,
      CFBundleInfoDictionaryVersion: '6.0',
      CFBundleName: EXECUTABLE_NAME,
      CFBundlePackageType: 'APPL',
      CFBundleShortVersionString: build.version,
      CFBundleSupportedPlatforms: ['iPhoneOS'],
      CFBundleVersion: build.buildNumber,
      FastVLMBenchModels: MODEL_FOLDER,
      LSRequiresIPhoneOS: true,
      MinimumOSVersion: '18.0',
      UIDeviceFamily: [1],
      UIFileSharingEnabled: true,
    })}\n`,
  );
}
