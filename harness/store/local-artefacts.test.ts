import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { aBuild } from '#harness/compare/run.fixture.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { localArtefacts } from './local-artefacts.ts';

const build = aBuild('export');

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'local-artefacts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a package that is a folder is the build of a run as long as it is read as that build', async () => {
  const folder = aFolder();
  const found = async (id: string): Promise<string | null> =>
    localArtefacts({ [build.id]: folder }, async () => ({ ...build, id })).find(build);
  expect(await found(build.id)).toBe(folder);
  expect(await found('another')).toBe(null);
  expect(await localArtefacts({ [build.id]: folder }).find(build)).toBe(null);
});

test('a folder that is no build any more is not it, and what goes wrong otherwise is no answer', async () => {
  const store = (error: Error): ReturnType<typeof localArtefacts> =>
    localArtefacts({ [build.id]: aFolder() }, async () => {
      throw error;
    });
  expect(await store(new BenchError('BUILD_INVALID', 'no build', { remedy: '' })).find(build)).toBe(null);
  await expect(store(new Error('broken')).find(build)).rejects.toThrow('broken');
});
