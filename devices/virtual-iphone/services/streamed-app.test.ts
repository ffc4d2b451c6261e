/** What the driver's two ways to install do to links and to names, asked of the client library of the driver itself. */
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadServices, plugIn } from '#devices/virtual-iphone/services-client.fixture.ts';
import { temporaryFolder } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';
import { LINK_MODE, writeIpa, type ZipEntry } from '#devices/bundle/zip-bytes.fixture.ts';

const services = await loadServices();

async function packed(entries: readonly ZipEntry[]): Promise<string> {
  return await writeIpa(path.join(await temporaryFolder(), 'app.ipa'), entries);
}

test('streaming turns a link into a text, so that the phone refuses it and takes the archive itself', async () => {
  const phone = await plugIn();
  const ipa = await packed([
    { name: 'shared/w.bin', content: 'weights' },
    { name: 'model/w.bin', content: '../shared/w.bin', mode: LINK_MODE },
  ]);
  const conduit = await services.startZipConduitService(phone.udid);
  onTestFinished(() => conduit.close());
  await expect(conduit.install(ipa)).rejects.toThrow('ApplicationVerificationFailed');
  const media = await services.startAfcService(phone.udid);
  onTestFinished(() => media.close());
  await media.setFileContents('/app.ipa', await readFile(ipa));
  const proxy = await services.startInstallationProxyService(phone.udid);
  onTestFinished(() => proxy.close());
  await proxy.install('/app.ipa');
  const bundle = phone.apps[0]?.bundleFolder ?? '';
  expect(await realpath(path.join(bundle, 'model/w.bin'))).toBe(path.join(bundle, 'shared/w.bin'));
});

test('a streamed app keeps its names, in the one spelling that this host can find them by', async () => {
  const phone = await plugIn();
  const conduit = await services.startZipConduitService(phone.udid);
  onTestFinished(() => conduit.close());
  await conduit.install(await packed([{ name: 'model/cafe\u0301.txt', content: 'a text that names no file' }]));
  expect(await readFile(path.join(phone.apps[0]?.bundleFolder ?? '', 'model/caf\u00e9.txt'), 'utf8')).toContain('text');
});
