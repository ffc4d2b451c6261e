import { expect, test } from 'vitest';
import { contentSha256 } from './ipa-content.ts';

const INFO = { CFBundleIdentifier: 'com.example.app', CFBundleVersion: '120', UIFileSharingEnabled: true };
const FILES = new Map([
  ['FastVLM', 'aa'],
  ['model/weights.bin', 'bb'],
]);

test('what only names a build is no content: its identifier and its version', () => {
  const beside = { ...INFO, CFBundleIdentifier: 'com.example.app.baseline', CFBundleVersion: '121' };
  expect(contentSha256(FILES, beside)).toBe(contentSha256(FILES, INFO));
});

test('a file, its name and every other key are content, in whatever order', () => {
  const own = contentSha256(FILES, INFO);
  expect(contentSha256(new Map([...FILES].toReversed()), INFO)).toBe(own);
  expect(contentSha256(new Map([...FILES, ['FastVLM', 'ab']]), INFO)).not.toBe(own);
  expect(contentSha256(new Map([...FILES, ['more', 'cc']]), INFO)).not.toBe(own);
  expect(contentSha256(FILES, { ...INFO, UIFileSharingEnabled: false })).not.toBe(own);
});
