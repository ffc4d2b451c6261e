import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { Signature } from '#harness/bundle/parts.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { readNamedFile } from '#harness/files/named-file.ts';

/** No key is longer. */
const MOST_KEY_BYTES = 2 ** 20;

const MAKE_ONE = 'Make one with: openssl genpkey -algorithm ed25519 -out key.pem (see docs/evidence-bundle.md)';

/** What is signed: a sentence that no other use of the same key signs, and the address. */
function messageOf(address: string): Buffer {
  return Buffer.from(`evidence bundle of fastvlm-bench\n${address}\n`, 'utf8');
}

/** Reads a private key (PEM). Throws FILE_NOT_FOUND and CONFIG_INVALID. */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  return ed25519(path, await pemAt(path), (pem) => createPrivateKey(pem));
}

/** Reads a public key (PEM). Throws FILE_NOT_FOUND and CONFIG_INVALID. */
export async function readPublicKey(path: string): Promise<KeyObject> {
  const pem = await pemAt(path);
  // Node would derive the public key from a private one, which must not be shared.
  if (/PRIVATE KEY/.test(pem)) {
    throw new BenchError('CONFIG_INVALID', `${path} holds a private key.`, {
      remedy: `Write the public one with: openssl pkey -in KEY.pem -pubout -out PUBLIC.pem`,
    });
  }
  return ed25519(path, pem, (text) => createPublicKey(text));
}

/** The signature of an address, as the last line of its bundle. */
export function signAddress(address: string, key: KeyObject): Signature {
  return {
    kind: 'signature',
    algorithm: 'Ed25519',
    publicKey: derOf(key).toString('base64'),
    signature: sign(null, messageOf(address), key).toString('base64'),
  };
}

/** What a signature proves: nothing, or that the holder of the private key of `keyId` signed the address. */
export type CheckedSignature = { readonly isValid: boolean; readonly keyId: string };

/** Whether a signature is valid for an address, and by which key. Throws nothing for a broken one. */
export function checkSignature(address: string, { publicKey, signature }: Signature): CheckedSignature {
  const der = Buffer.from(publicKey, 'base64');
  const signed = Buffer.from(signature, 'base64');
  // One signature has one text.
  const isCanonical = der.toString('base64') === publicKey && signed.toString('base64') === signature;
  return { isValid: isCanonical && isSignedBy(der, signed, address), keyId: idOf(der) };
}

/** How people compare keys: the first digits of the SHA-256 of the key. */
export function keyIdOf(key: KeyObject): string {
  return idOf(derOf(key));
}

function isSignedBy(der: Buffer, signature: Buffer, address: string): boolean {
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, messageOf(address), key, signature);
  } catch {
    return false;
  }
}

function idOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}

/** Of the public key, also where the private one is given. */
function derOf(key: KeyObject): Buffer {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' });
}

async function pemAt(path: string): Promise<string> {
  const pem = await readNamedFile(path, MOST_KEY_BYTES);
  if (pem !== null) return pem;
  throw new BenchError('FILE_NOT_FOUND', `There is no key ${path}.`, { remedy: MAKE_ONE });
}

function ed25519(path: string, pem: string, parse: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject;
  try {
    key = parse(pem);
  } catch (cause) {
    const isLocked = pem.includes('ENCRYPTED');
    throw new BenchError(
      'CONFIG_INVALID',
      `${path} cannot be read as a key${isLocked ? ': it has a passphrase' : ''}.`,
      {
        remedy: isLocked ? 'Name a file that openssl pkey -in KEY.pem -out PLAIN.pem has written.' : MAKE_ONE,
        cause,
      },
    );
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new BenchError(
    'CONFIG_INVALID',
    `${path} is a key for ${key.asymmetricKeyType ?? 'nothing known'}, not Ed25519.`,
    {
      remedy: MAKE_ONE,
    },
  );
}
