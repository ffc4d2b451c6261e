import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { InstallError, type InstalledApp } from '#devices/virtual-iphone/system/installer.ts';
import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import { confine, EscapeError } from '#devices/virtual-iphone/wire/confine.ts';
import type { PropertyList } from '#devices/bundle/property-list.ts';
import { dictionaryAt, textAt, textsAt } from '#devices/virtual-iphone/wire/property-list.ts';
import { ArchiveError } from '#devices/virtual-iphone/wire/zip-stream.ts';
import { unpackZipFile } from './ipa.ts';
import type { Service, ServiceConnection } from './service.ts';

export const installationProxy: Service = async (connection) => {
  const { system, messages, reader } = connection;
  for (;;) {
    const request = await messages.receive();
    if (request === null) return;
    const options = dictionaryAt(request, 'ClientOptions');
    const command = textAt(request, 'Command') ?? '';
    switch (command) {
      case 'Lookup':
        messages.send({ Status: 'Complete', LookupResult: lookup(system, options) });
        break;
      case 'Browse':
        browse(connection, options);
        break;
      case 'Install':
      case 'Upgrade':
        if (system.faults.isInstallSilent) return await reader.untilClosed();
        await install(connection, textAt(request, 'PackagePath') ?? '');
        break;
      case 'Uninstall':
        messages.send({ Status: 'RemovingApplication', PercentComplete: 50 });
        await system.uninstall(textAt(request, 'ApplicationIdentifier') ?? '');
        messages.send({ Status: 'Complete' });
        break;
      default:
        messages.send({ Error: 'UnknownCommand', ErrorDescription: command });
    }
  }
};

/** How installd words a failure. */
export function installFailure(error: unknown): PropertyList {
  if (error instanceof InstallError) return { Error: error.code, ErrorDescription: error.message };
  if (error instanceof ArchiveError || error instanceof EscapeError) {
    return { Error: 'PackageExtractionFailed', ErrorDescription: error.message };
  }
  return { Error: 'APIInternalError', ErrorDescription: String(error) };
}

function lookup(system: OperatingSystem, options: PropertyList): PropertyList {
  const wanted = textsAt(options, 'BundleIDs');
  const apps = wanted === null ? select(system, options) : wanted.map((id) => system.installer.find(id));
  const known = apps.filter((app) => app !== null);
  return Object.fromEntries(known.map((app) => [app.bundleId, attributes(app, options)]));
}

function browse({ system, messages }: ServiceConnection, options: PropertyList): void {
  const list = select(system, options).map((app) => attributes(app, options));
  messages.send({
    Status: 'BrowsingApplications',
    CurrentAmount: list.length,
    CurrentIndex: 0,
    Total: list.length,
    CurrentList: list,
  });
  messages.send({ Status: 'Complete' });
}

/** Only user apps are ever installed here. */
function select(system: OperatingSystem, options: PropertyList): readonly InstalledApp[] {
  return textAt(options, 'ApplicationType') === 'System' ? [] : system.installer.list();
}

function attributes(app: InstalledApp, options: PropertyList): PropertyList {
  const wanted = textsAt(options, 'ReturnAttributes') ?? textsAt(options, 'returnAttributes');
  if (wanted === null || wanted.includes('*')) return app.info;
  return Object.fromEntries(wanted.filter((name) => name in app.info).map((name) => [name, app.info[name]]));
}

/** Installs a package that was put into the media folder before: an archive, or the app's folder itself. */
async function install({ system, messages }: ServiceConnection, packagePath: string): Promise<void> {
  const staging = await mkdtemp(path.join(system.root, 'staging-'));
  try {
    messages.send({ Status: 'CreatingStagingDirectory', PercentComplete: 5 });
    const source = await confine(system.mediaFolder, packagePath);
    if ((await stat(source)).isDirectory()) {
      await mkdir(path.join(staging, 'Payload'));
      await rename(source, path.join(staging, 'Payload', `${path.basename(source, '.app')}.app`));
    } else {
      await unpackZipFile(source, staging);
      await rm(source);
    }
    messages.send({ Status: 'InstallingApplication', PercentComplete: 60 });
    await system.install(staging);
    messages.send({ Status: 'Complete' });
  } catch (error) {
    messages.send(installFailure(error));
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
