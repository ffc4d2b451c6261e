import type { OperatingSystem } from '#devices/virtual-iphone/system/operating-system.ts';
import type { PropertyList } from '#devices/bundle/property-list.ts';
import { textAt } from '#devices/virtual-iphone/wire/property-list.ts';
import type { Service } from './service.ts';

export const lockdown: Service = async ({ system, messages }) => {
  for (;;) {
    const request = await messages.receive();
    if (request === null) return;
    messages.send(answer(system, request));
  }
};

function answer(system: OperatingSystem, request: PropertyList): PropertyList {
  const name = textAt(request, 'Request');
  if (name === 'QueryType') return { Request: name, Type: 'com.apple.mobile.lockdown' };
  if (name !== 'GetValue') return { Request: name, Error: 'InvalidService' };
  const key = textAt(request, 'Key');
  // Values outside the global domain are not emulated.
  const values = textAt(request, 'Domain') === null ? globalDomain(system) : {};
  if (key === null) return { Request: name, Value: values };
  return key in values
    ? { Request: name, Key: key, Value: values[key] }
    : { Request: name, Key: key, Error: 'MissingValue' };
}

function globalDomain({ spec }: OperatingSystem): PropertyList {
  const now = new Date();
  return {
    DeviceName: spec.label,
    DeviceClass: 'iPhone',
    ProductName: 'iPhone OS',
    ProductType: spec.model,
    ProductVersion: spec.osVersion,
    BuildVersion: spec.osBuild,
    UniqueDeviceID: spec.udid,
    CPUArchitecture: 'arm64e',
    ProtocolVersion: '2',
    TimeIntervalSince1970: now.getTime() / 1000,
    TimeZone: 'UTC',
    TimeZoneOffsetFromUTC: 0,
  };
}
