import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { InstallError } from '#devices/virtual-iphone/system/installer.ts';
import { unpackZipStream } from '#devices/virtual-iphone/wire/zip-stream.ts';
import { installFailure } from './installation-proxy.ts';
import type { Service } from './service.ts';
import { refuseChangedByStreaming } from './streamed-app.ts';

/** Installs an app from an archive that is unpacked while it arrives. */
export const zipConduit: Service = async ({ system, messages, reader }) => {
  const request = await messages.receive();
  if (request === null) return;
  if (system.faults.isInstallSilent) return await reader.untilClosed();
  const staging = await mkdtemp(path.join(system.root, 'staging-'));
  try {
    await unpackZipStream(reader, staging);
    if (system.faults.isStorageFull) {
      throw new InstallError('PackageExtractionFailed', 'Could not extract archive: No space left on device');
    }
    await refuseChangedByStreaming(staging);
    messages.send(progress('CreatingStagingDirectory', 5));
    messages.send(progress('VerifyingApplication', 40));
    await system.install(staging);
    messages.send(progress('GeneratingApplicationMap', 90));
    messages.send({ Status: 'DataComplete' });
  } catch (error) {
    messages.send({ InstallProgressDict: installFailure(error) });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  // The client closes when it has read the verdict; closing first could lose it.
  await reader.untilClosed();
};

function progress(status: string, percent: number): Readonly<Record<string, unknown>> {
  return { InstallProgressDict: { Status: status, PercentComplete: percent } };
}
