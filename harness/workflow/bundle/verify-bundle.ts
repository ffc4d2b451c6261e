import type { KeyObject } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { BEFORE_CHAIN } from '#harness/bundle/chain.ts';
import { type Bundle, readBundle } from '#harness/bundle/read-bundle.ts';
import { decidingPart, isShipped, type Policy } from '#harness/domain/decision.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { isSameData } from '#harness/domain/plain-data.ts';
import type { Run } from '#harness/domain/run.ts';
import { nullIfAbsent } from '#harness/domain/system-error.ts';
import { openNamedFile } from '#harness/files/named-file.ts';
import { bundleTextLines } from './bundle-text.ts';
import { type CheckedSignature, checkSignature, keyIdOf, readPublicKey } from './bundle-signature.ts';
import { BUNDLE_ENDING, sha256 } from './bundle-run.ts';
import type { Host } from '#harness/workflow/host.ts';
import { type Recomputed, recompute } from '#harness/workflow/judge/recompute.ts';
import { renderCase } from '#harness/workflow/judge/render-case.ts';

/** Which bundle to verify, and what it must have. */
export type VerifyBundleRequest = {
  /** An absolute path. */
  readonly file: string;
  /** The file of the public key that must have signed it (PEM, Ed25519); any or none may have where it is left out. */
  readonly key?: string;
  /** The address that it must have: 64 hexadecimal digits, or how they begin. */
  readonly address?: string;
};

/** A bundle beside what its launches give today. */
export type BundleVerification = {
  readonly bundle: Bundle;
  readonly recomputed: Recomputed;
  /** Parts that were recomputed and are others in the bundle: `exclusions`, names of reports. */
  readonly differingParts: readonly string[];
  /** Null if it is not signed. */
  readonly signature: CheckedSignature | null;
  /** The policy that has the same name here, where its settings are others; a bundle is judged under its own. */
  readonly otherPolicy: Policy | null;
  /** Why it is refused, whatever its launches give; null if it is not. */
  readonly refusal: string | null;
};

/** Digits of an address that nobody hits by chance. */
const FEWEST_DIGITS = 16;

/** Whether a file is to be verified as a bundle: by its first bytes, or by its name. */
export async function isBundle(path: string): Promise<boolean> {
  if ((await stat(path).catch(nullIfAbsent(path)))?.isFile() !== true) return false;
  if (path.endsWith(BUNDLE_ENDING)) return true;
  const file = await openNamedFile(path);
  if (file === null) return false;
  try {
    const { buffer } = await file.read({ buffer: Buffer.alloc(BEFORE_CHAIN.length), position: 0 });
    return buffer.toString('latin1') === BEFORE_CHAIN;
  } finally {
    await file.close();
  }
}

/**
 * Reads a bundle and works its decision out again from the launches in it. Needs no store. Throws BUNDLE_ALTERED where its bytes are
 * not those that were written, and as `readBundle` does.
 */
export async function verifyBundle(
  { file, key: keyFile, address }: VerifyBundleRequest,
  host: Pick<Host, 'version' | 'reporters' | 'policies'>,
): Promise<BundleVerification> {
  refuseNoAddress(address);
  const key = keyFile === undefined ? null : await readPublicKey(keyFile);
  const bundle = await readBundle(bundleTextLines(file), file, sha256);
  const signature = bundle.signature === null ? null : checkSignature(bundle.address, bundle.signature);
  const recomputed = await recomputeBundle(bundle, file, host.version);
  const other = await otherPolicy(bundle, host);
  return {
    bundle,
    recomputed,
    differingParts: await differingParts(bundle, recomputed, host),
    signature,
    otherPolicy: other,
    refusal: refusalOf(bundle, signature, key, address) ?? policyRefusal(bundle, other, recomputed),
  };
}

/** Throws BUNDLE_ALTERED where a run is missing or the verdicts are on another one: no harness has written that. */
async function recomputeBundle(bundle: Bundle, file: string, version: string): Promise<Recomputed> {
  const altered = (what: string): BenchError =>
    new BenchError('BUNDLE_ALTERED', `${file} is not as it was written: ${what}.`, {
      remedy: 'It proves nothing. Take it from where it was published.',
    });
  const load = async (id: string): Promise<Run> => {
    const found = bundle.runs.find(({ run }) => run.id === id);
    if (found === undefined) throw altered(`its verdicts rest on ${id}, which is not in it`);
    return found.run;
  };
  const [judged] = bundle.runs;
  if (judged === undefined) throw altered('it has no run');
  const recomputed = await recompute(bundle.record, judged.run, load, version).catch((error: unknown) => {
    if (!(error instanceof BenchError) || error.code !== 'RUN_INVALID') throw error;
    throw altered(error.message.replace(/\.$/, ''));
  });
  const [used, found] = [recomputed.runs, bundle.runs].map((runs) => runs.map(({ use, run }) => `${use} ${run.id}`));
  if (!isSameData(used, found)) throw altered('it has other runs than its verdicts rest on');
  return recomputed;
}

async function otherPolicy({ record }: Bundle, host: Pick<Host, 'policies'>): Promise<Policy | null> {
  const own = (await host.policies()).find(({ id }) => id === record.policy.id);
  const here = own === undefined ? null : decidingPart(own);
  return here === null || isSameData(here, record.policy) ? null : here;
}

/** A policy that ships has the settings that this version gives it. */
function policyRefusal(
  { record: { policy } }: Bundle,
  other: Policy | null,
  { isByOtherRules }: Pick<Recomputed, 'isByOtherRules'>,
): string | null {
  return other === null || isByOtherRules || !isShipped(policy)
    ? null
    : `the policy ${policy.id} has other settings in the version that judged it`;
}

/** Only the version that wrote them writes the same exclusions and reports. */
async function differingParts(
  { harness, exclusions, record, reports }: Bundle,
  recomputed: Recomputed,
  host: Pick<Host, 'version' | 'reporters'>,
): Promise<readonly string[]> {
  if (harness !== host.version) return [];
  const rendered = await renderCase(recomputed, record, host);
  const names = new Set([...reports, ...rendered].map(({ name }) => name));
  return [
    ...(isSameData(exclusions, recomputed.exclusions) ? [] : ['exclusions']),
    ...[...names].filter((name) => {
      const [own, now] = [reports, rendered].map((files) => files.filter((each) => each.name === name));
      return !isSameData(own, now);
    }),
  ];
}

function refusalOf(
  bundle: Bundle,
  signature: CheckedSignature | null,
  key: KeyObject | null,
  address: string | undefined,
): string | null {
  if (address !== undefined && !bundle.address.startsWith(address.toLowerCase())) {
    return `its address is ${bundle.address}, and ${address} was expected`;
  }
  if (signature?.isValid === false) return 'its signature is not one of its address';
  if (key === null) return null;
  if (signature === null) return 'it is not signed';
  const wanted = keyIdOf(key);
  return signature.keyId === wanted ? null : `key ${signature.keyId} has signed it, and ${wanted} was expected`;
}

function refuseNoAddress(address: string | undefined): void {
  if (address === undefined || new RegExp(`^[0-9a-f]{${FEWEST_DIGITS},64}$`, 'i').test(address)) return;
  throw new BenchError('USAGE', `${address} is no address of a bundle.`, {
    remedy: `Give ${FEWEST_DIGITS} to 64 hexadecimal digits, as fastvlm-bench bundle prints them.`,
  });
}
