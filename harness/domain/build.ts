import { z } from 'zod';

/** One file of a build that changes what the app computes: a model file, the executable. */
export type Artefact = { readonly name: string; readonly sha256: string; readonly bytes: number };

/** A packaged app that can be installed on a device. */
export type Build = {
  /** sha256 of the artefact as it lies on the host's disk. */
  readonly id: string;
  readonly label: string;
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly minimumOsVersion: string;
  readonly platform: 'ios';
  /** Where the artefact lay when it was measured; it may be gone later. */
  readonly path: string;
  readonly bytes: number;
  /** LC_UUID of a Mach-O executable, sha256 of any other; the app repeats it in its fingerprint. */
  readonly binaryUuid: string;
  /** Name of the app's process; runs of older versions do not have it. */
  readonly executable?: string | undefined;
  /** LC_UUID of each further slice of the executable that a phone may choose to run. */
  readonly otherBinaryUuids?: readonly string[] | undefined;
  /** Every file of the model folder: weights, tokenizer, pre-processing configuration. */
  readonly models: readonly Artefact[];
  /** False when the app names no model folder, so that its model files are searched for among all its files. */
  readonly namesModelFolder?: boolean | undefined;
  /**
   * sha256 of everything that the app runs or reads, without signatures, version numbers and bundle identifier. Runs of
   * older versions do not have it.
   */
  readonly contentSha256?: string | undefined;
};

/** Whether two builds are the same code, models and resources: then no measured difference is one between them. */
export function isSameCode(one: Build, other: Build): boolean {
  return one.id === other.id || (one.contentSha256 !== undefined && one.contentSha256 === other.contentSha256);
}

const artefactSchema: z.ZodType<Artefact> = z.object({
  name: z.string(),
  sha256: z.string(),
  bytes: z.number().nonnegative(),
});

export const buildSchema: z.ZodType<Build> = z.object({
  id: z.string(),
  label: z.string(),
  bundleId: z.string(),
  version: z.string(),
  buildNumber: z.string(),
  minimumOsVersion: z.string(),
  platform: z.literal('ios'),
  path: z.string(),
  bytes: z.number().nonnegative(),
  binaryUuid: z.string(),
  executable: z.string().optional(),
  otherBinaryUuids: z.array(z.string()).optional(),
  models: z.array(artefactSchema),
  namesModelFolder: z.boolean().optional(),
  contentSha256: z.string().optional(),
});

/** What a running app says it is; a launch is measured only if this is the build that was sent. */
export type Fingerprint = {
  readonly nonce: string;
  readonly agent: string;
  readonly bundleId: string;
  readonly version: string;
  readonly buildNumber: string;
  readonly binaryUuid: string;
  readonly models: readonly Artefact[];
  readonly deviceModel: string;
  readonly osVersion: string;
  readonly osBuild: string;
};

export const fingerprintSchema: z.ZodType<Fingerprint> = z.object({
  nonce: z.string(),
  agent: z.string(),
  bundleId: z.string(),
  version: z.string(),
  buildNumber: z.string(),
  binaryUuid: z.string(),
  models: z.array(artefactSchema),
  deviceModel: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
});
