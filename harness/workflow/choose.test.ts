import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import type { Device } from '#harness/domain/device.ts';
import type { DeviceDriver } from '#harness/ports/device.ts';
import { chooseDevices } from './choose.ts';
import type { Lab } from './host.ts';

function labOf(...devices: readonly Device[]): Lab {
  const driver: Pick<DeviceDriver, 'devices'> = { devices: () => devices };
  return { drivers: [driver as DeviceDriver], areVirtualPhonesListed: false };
}

const mine = aDevice('mine', { provenance: 'physical', model: 'iPhone17,1' });
const played = aDevice('played', { provenance: 'virtual', model: 'iPhone17,1' });
const machine: Device = { ...aDevice('host', { provenance: 'host', model: 'computer' }), platform: 'host' };
const other = aDevice('other', { provenance: 'virtual', model: 'iPhone16,1' });

test('a physical and a virtual device of one model are not measured in one run', () => {
  const lab = labOf(mine, played, other);
  expect(() => chooseDevices(lab, ['mine', 'played'])).toThrow(
    'mine is a physical iPhone17,1 and played a virtual one.',
  );
  expect(chooseDevices(lab, ['mine', 'other']).map(({ id }) => id)).toEqual(['mine', 'other']);
});

test('devices of two platforms are not measured in one run, as no build runs on both', () => {
  expect(() => chooseDevices(labOf(mine, machine), ['host', 'mine'])).toThrow(
    'No build runs both on host and on mine: host is the machine of the harness, mine is an iPhone.',
  );
  expect(chooseDevices(labOf(mine, machine), ['host'])).toEqual([machine]);
});

test('the machine of the harness is measured only where it is named', () => {
  expect(chooseDevices(labOf(played, machine), [])).toEqual([played]);
  expect(chooseDevices({ ...labOf(played, other, machine), areVirtualPhonesListed: true }, [])).toEqual([
    played,
    other,
  ]);
});

test('a device that is named twice is measured once', () => {
  expect(chooseDevices(labOf(mine, other), ['other', 'other']).map(({ id }) => id)).toEqual(['other']);
});

test('without a name physical devices are taken, and virtual ones only where there are none', () => {
  expect(chooseDevices(labOf(played, mine), [])).toEqual([mine]);
  expect(chooseDevices(labOf(played, other), [])).toEqual([played, other]);
});
