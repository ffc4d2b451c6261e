import { z } from 'zod';
import { type Platform, PLATFORMS } from './device.ts';
import { type Entitlements, entitlementsSchema, otherEntitlements } from './entitlements.ts';
import type { Without } from './without.ts';
import { type ModelGraph, modelGraphSchema } from './model-graph.ts';

/** One file of a build that changes what the app computes: a model file, the executable. */
export type Artefact = { readonly name: string; readonly sha256: string; readonly bytes: number };

/** A model file that a person could have written: its text says what changed in it. */
export type SettingsFile = { readonly name: string; readonly text: string };

/** What a package says that its platform knows it by. */
export type BuildIdentity =
  | {
      readonly kind: 'ios';
      readonly bundleId: string;
      readonly buildNumber: string;
      readonly minimumOsVersion: string;
      /** LC_UUID of a Mach-O executable, sha256 of any other; the app repeats it in its fingerprint. */
      readonly binaryUuid: string;
      /** Name of the app's process; runs of older versions do not have it. */
      readonly executable?: string | undefined;
      /** LC_UUID of each further slice of the executable that a phone may choose to run. */
      readonly otherBinaryUuids?: readonly string[] | undefined;
      /** Missing where the package does not say, and in runs of harnesses before 0.2. */
      readonly entitlements?: Entitlements | undefined;
    }
  | {
      readonly kind: 'host';
      /** The file of its model that is read first, relative to the package. */
      readonly entry: string;
      /** One hash of all files of the model; the app works it out again for its fingerprint. */
      readonly contentSha256: string;
    };

/** What made a build, as its package says; each is missing where it does not. */
export type Toolchain = {
  /** Version and build of Xcode, such as `16.4 (16F6)`. */
  readonly xcode?: string | undefined;
  /** Such as `iphoneos18.5`. */
  readonly sdk?: string | undefined;
};

/** A packaged app that can be run on a device. Where it lies is not part of it. */
export type Build = Without<'path' | 'bundleId' | 'buildNumber' | 'minimumOsVersion' | 'binaryUuid'> & {
  /** sha256 of the artefact. */
  readonly id: string;
  readonly label: string;
  readonly version: string;
  readonly platform: Platform;
  readonly bytes: number;
  /** Every file of the model folder: weights, tokenizer, pre-processing configuration. */
  readonly models: readonly Artefact[];
  /** Small JSON files among them as text; missing in runs of harnesses before 0.2. */
  readonly settings?: readonly SettingsFile[] | undefined;
  /** The networks among them; missing in runs of harnesses before 0.2. */
  readonly graphs?: readonly ModelGraph[] | undefined;
  /** False when the app names no model folder, so that its model files are searched for among all its files. */
  readonly namesModelFolder?: boolean | undefined;
  /**
   * sha256 of everything that the app runs or reads, without signatures, version numbers and bundle identifier. Runs of
   * older versions do not have it.
   */
  readonly contentSha256?: string | undefined;
  /** Missing where the package names none, and in runs of harnesses before 0.2. */
  readonly toolchain?: Toolchain | undefined;
  readonly identity: BuildIdentity;
};

/** Local files of builds that were seen, by the id of the build. One may have gone since. */
export type ArtefactPaths = Readonly<Record<string, string>>;

/**
 * Whether two builds are the same code, models and resources with the same entitlements, as far as these are known: then no
 * measured difference is one between them.
 */
export function isSameCode(one: Build, other: Build): boolean {
  if (one.id === other.id) return true;
  const isSameContent = one.contentSha256 !== undefined && one.contentSha256 === other.contentSha256;
  return isSameContent && (otherEntitlements(entitlementsOf(one), entitlementsOf(other)) ?? []).length === 0;
}

/** What a build says that it may do; undefined where it does not say, and on platforms that know no entitlements. */
export function entitlementsOf({ identity }: Pick<Build, 'identity'>): Entitlements | undefined {
  return identity.kind === 'ios' ? identity.entitlements : undefined;
}

/** Builds with the same app id take each other's place where they are installed. */
export function appIdOf({ id, identity }: Build): string {
  return identity.kind === 'ios' ? identity.bundleId : id;
}

/** What an app for iPhones is known by. Throws for any other: its caller is of iPhones alone. */
export function iosIdentity({ label, identity }: Build): Extract<BuildIdentity, { kind: 'ios' }> {
  if (identity.kind === 'ios') return identity;
  throw new Error(`${label} is a build for ${identity.kind}, not for iPhones`);
}

const artefactSchema: z.ZodType<Artefact> = z.object({
  name: z.string(),
  sha256: z.string(),
  bytes: z.number().nonnegative(),
});

const buildIdentitySchema: z.ZodType<BuildIdentity> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ios'),
    bundleId: z.string(),
    buildNumber: z.string(),
    minimumOsVersion: z.string(),
    binaryUuid: z.string(),
    executable: z.string().optional(),
    otherBinaryUuids: z.array(z.string()).optional(),
    entitlements: entitlementsSchema.optional(),
  }),
  z.object({ kind: z.literal('host'), entry: z.string(), contentSha256: z.string() }),
]);

export const buildSchema: z.ZodType<Build> = z
  .object({
    id: z.string(),
    label: z.string(),
    version: z.string(),
    platform: z.enum(PLATFORMS),
    bytes: z.number().nonnegative(),
    models: z.array(artefactSchema),
    settings: z.array(z.object({ name: z.string(), text: z.string() })).optional(),
    graphs: z.array(modelGraphSchema).optional(),
    namesModelFolder: z.boolean().optional(),
    contentSha256: z.string().optional(),
    toolchain: z.object({ xcode: z.string().optional(), sdk: z.string().optional() }).optional(),
    identity: buildIdentitySchema,
  })
  .refine(({ platform, identity }) => platform === identity.kind, 'is of another platform than its identity');

/** What of its identity a running app repeats. */
export type FingerprintIdentity =
  | { readonly kind: 'ios'; readonly bundleId: string; readonly buildNumber: string; readonly binaryUuid: string }
  | { readonly kind: 'host'; readonly contentSha256: string };

/** What an app of the build says of itself. */
export function repeatedIdentity(identity: BuildIdentity): FingerprintIdentity {
  if (identity.kind === 'host') return { kind: 'host', contentSha256: identity.contentSha256 };
  const { kind, bundleId, buildNumber, binaryUuid } = identity;
  return { kind, bundleId, buildNumber, binaryUuid };
}

/** What a running app says it is; a launch is measured only if this is the build that was sent. */
export type Fingerprint = Without<'bundleId' | 'buildNumber' | 'binaryUuid'> & {
  readonly nonce: string;
  readonly agent: string;
  readonly version: string;
  readonly models: readonly Artefact[];
  readonly deviceModel: string;
  readonly osVersion: string;
  readonly osBuild: string;
  readonly identity: FingerprintIdentity;
};

export const fingerprintSchema: z.ZodType<Fingerprint> = z.object({
  nonce: z.string(),
  agent: z.string(),
  version: z.string(),
  models: z.array(artefactSchema),
  deviceModel: z.string(),
  osVersion: z.string(),
  osBuild: z.string(),
  identity: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ios'), bundleId: z.string(), buildNumber: z.string(), binaryUuid: z.string() }),
    z.object({ kind: z.literal('host'), contentSha256: z.string() }),
  ]),
});
