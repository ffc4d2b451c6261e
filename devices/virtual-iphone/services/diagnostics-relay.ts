import { textAt } from '#devices/virtual-iphone/wire/property-list.ts';
import type { Service } from './service.ts';

const POWER_SOURCE = 'IOPMPowerSource';

/** Answers registry queries for the power source; every other query matches nothing, as an unknown one does. */
export const diagnosticsRelay: Service = async ({ system, messages }) => {
  for (;;) {
    const request = await messages.receive();
    if (request === null) return;
    const name = textAt(request, 'Request');
    if (name === 'IORegistry' && textAt(request, 'EntryClass') === POWER_SOURCE) {
      messages.send({ Status: 'Success', Diagnostics: { IORegistry: system.battery.registryEntry() } });
    } else {
      messages.send({ Status: 'Success' });
      if (name === 'Goodbye') return;
    }
  }
};
