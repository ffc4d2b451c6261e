import { textAt } from '#devices/virtual-iphone/wire/property-list.ts';
import type { Service } from './service.ts';

export const notificationProxy: Service = async ({ system, messages }) => {
  const observed = new Set<string>();
  const relay = (name: string): void => {
    if (observed.has(name)) messages.send({ Command: 'RelayNotification', Name: name });
  };
  system.notifications.on('posted', relay);
  try {
    for (;;) {
      const request = await messages.receive();
      if (request === null) return;
      const name = textAt(request, 'Name') ?? '';
      switch (textAt(request, 'Command') ?? '') {
        case 'ObserveNotification':
          observed.add(name);
          break;
        case 'PostNotification':
          system.notifications.emit('posted', name);
          break;
        case 'Shutdown':
          return;
      }
    }
  } finally {
    system.notifications.off('posted', relay);
  }
};
