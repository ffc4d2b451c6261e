import { textAt } from '#devices/virtual-iphone/wire/property-list.ts';
import { serveAfc } from './afc.ts';
import type { Service } from './service.ts';

/** Hands out the files of one app: all of its container, or its documents if the app shares them. */
export const houseArrest: Service = async ({ system, socket, reader, messages }) => {
  const request = await messages.receive();
  if (request === null) return;
  const app = system.installer.find(textAt(request, 'Identifier') ?? '');
  const isDocuments = textAt(request, 'Command') === 'VendDocuments';
  if (app === null) return messages.send({ Error: 'ApplicationLookupFailed' });
  if (isDocuments && app.info['UIFileSharingEnabled'] !== true) {
    return messages.send({ Error: 'InstallationLookupFailed' });
  }
  messages.send({ Status: 'Complete' });
  await serveAfc(socket, reader, {
    root: app.container,
    visible: isDocuments ? 'Documents' : null,
    isFull: () => system.faults.isStorageFull,
  });
};
