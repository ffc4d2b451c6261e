import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { idleDevices } from './idle-devices.ts';

const NOW = new Date('2026-01-02T10:00:00.000Z');

test('a phone is idle from the end of its last run in the store; one without a run there is not known', async () => {
  const devices = ['used', 'new', 'ahead'].map((id) => aDevice(id));
  const virtual = aDevice('virtual', { provenance: 'virtual' });
  const lastUse = new Map([
    ['used', '2026-01-02T08:30:00.000Z'],
    ['ahead', '2026-01-02T10:00:05.000Z'],
    ['virtual', '2026-01-02T08:30:00.000Z'],
  ]);
  expect(await idleDevices([...devices, virtual], NOW, { lastUse: async () => lastUse })).toEqual([
    { deviceId: 'used', idleMs: 90 * 60_000 },
    { deviceId: 'new', idleMs: null },
    { deviceId: 'ahead', idleMs: 0 },
    { deviceId: 'virtual', idleMs: null },
  ]);
});
