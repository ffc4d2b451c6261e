import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { confine, EscapeError } from './confine.ts';

test('a path is found below its folder, absolute or not, there or not', async () => {
  const root = await temporaryFolder();
  expect(await confine(root, '/Documents/plan.json')).toBe(path.join(root, 'Documents', 'plan.json'));
  expect(await confine(root, 'Documents//plan.json')).toBe(path.join(root, 'Documents', 'plan.json'));
  expect(await confine(root, '/')).toBe(root);
});

test.each(['../x', '/Documents/../../x', 'a/../../x', 'x\0y'])('%j is refused', async (name) => {
  await expect(confine(await temporaryFolder(), name)).rejects.toThrow(EscapeError);
});

test('a link is itself inside, what lies behind it is not', async () => {
  const root = await temporaryFolder();
  await symlink(await temporaryFolder(), path.join(root, 'link'));
  expect(await confine(root, 'link')).toBe(path.join(root, 'link'));
  await expect(confine(root, 'link', { isFollowed: true })).rejects.toThrow(EscapeError);
  await expect(confine(root, 'link/secret')).rejects.toThrow(EscapeError);
});

test('a link inside the folder may be followed', async () => {
  const root = await temporaryFolder();
  await mkdir(path.join(root, 'target'));
  await symlink(path.join(root, 'target'), path.join(root, 'link'));
  expect(await confine(root, 'link/file', { isFollowed: true })).toBe(path.join(root, 'link', 'file'));
});
