import { assert, integer, property, uint8Array } from 'fast-check';
import { build } from 'plist';
import { expect, test } from 'vitest';
import { profileEntitlements, signedEntitlements } from './entitlements.ts';

const LIMIT = 'com.apple.developer.kernel.increased-memory-limit';

function blob(magic: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(magic, 0);
  head.writeUInt32BE(8 + body.length, 4);
  return Buffer.concat([head, body]);
}

/** A code signature with a code directory and these entitlements, as `<kern/cs_blobs.h>` has it. */
function signature(list: string): Buffer {
  const directory = blob(0xfade0c02, Buffer.alloc(44));
  const entitlements = blob(0xfade7171, Buffer.from(list));
  const index = Buffer.alloc(4 + 16);
  index.writeUInt32BE(2, 0);
  [0, 28, 5, 28 + directory.length].forEach((word, at) => index.writeUInt32BE(word, 4 + 4 * at));
  return blob(0xfade0cc0, Buffer.concat([index, directory, entitlements]));
}

const CLAIMED = {
  'application-identifier': 'TEAM.com.example.app',
  'keychain-access-groups': ['TEAM.*'],
  'get-task-allow': true,
  [LIMIT]: true,
};

test('what an app may do is read from its signature, without what only names it', () => {
  expect(signedEntitlements(signature(build(CLAIMED)))).toEqual({
    from: 'signature',
    values: { 'get-task-allow': 'true', [LIMIT]: 'true' },
  });
  expect(signedEntitlements(signature(build({})))).toEqual({ from: 'signature', values: {} });
});

test('what a profile allows is read from the list within its signed message', () => {
  const profile = build({ Name: 'a profile', Entitlements: CLAIMED });
  const message = Buffer.concat([
    Buffer.from([0x30, 0x82, 0x10, 0, 6, 9]),
    Buffer.from(profile),
    Buffer.alloc(300, 0xa5),
  ]);
  expect(profileEntitlements(message)).toEqual({
    from: 'profile',
    values: { 'get-task-allow': 'true', [LIMIT]: 'true' },
  });
  expect(profileEntitlements(Buffer.from(build({ Name: 'without' })))).toBeNull();
});

test('a long value is told apart by its digest', () => {
  const values = (text: string) => signedEntitlements(signature(build({ long: text })))?.values['long'];
  expect(values('a'.repeat(5000))).toMatch(/^sha256 [0-9a-f]{64}$/);
  expect(values('a'.repeat(5000))).not.toBe(values('b'.repeat(5000)));
});

test('what is no signature, or damaged, says nothing and is no error', () => {
  const whole = signature(build(CLAIMED));
  expect(signedEntitlements(Buffer.alloc(0))).toBeNull();
  expect(signedEntitlements(signature('<plist>'))).toBeNull();
  for (let length = 0; length < whole.length; length += 7)
    expect(signedEntitlements(whole.subarray(0, length))).toBeNull();
  assert(
    property(integer({ min: 0, max: whole.length - 1 }), uint8Array({ minLength: 1, maxLength: 8 }), (at, bytes) => {
      const damaged = Buffer.from(whole);
      damaged.set(bytes.subarray(0, damaged.length - at), at);
      signedEntitlements(damaged);
      profileEntitlements(damaged);
    }),
    { seed: 1, numRuns: 300 },
  );
});
