import { expect, test } from 'vitest';
import { aBuild, aDevice } from '#harness/compare/run.fixture.ts';
import type { Device } from '#harness/domain/device.ts';
import { measuredBeside } from '#harness/domain/reference.ts';
import { bothStay, everyBuildStays } from './both-stay.ts';

const phone = aDevice('phone');
const machine: Device = { ...phone, id: 'host', capabilities: { ...phone.capabilities, install: 'sideBySide' } };
const builds = { candidate: aBuild('new'), reference: measuredBeside(aBuild('old')) };

test('on a device where every build stays both do, whatever they are called, and before they are known', () => {
  expect(bothStay({ ...builds, devices: [machine] })).toBe(true);
  expect(bothStay({ devices: [machine] })).toBe(true);
});

test('where one device replaces builds of one name, they do not', () => {
  expect(bothStay({ ...builds, devices: [machine, phone] })).toBe(false);
  expect(bothStay({ devices: [phone] })).toBe(false);
  expect(everyBuildStays([])).toBe(false);
});
