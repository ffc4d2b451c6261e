import { expect, test } from 'vitest';
import { VIRTUAL_PHONES, virtualDriverConfig } from '#devices/virtual-iphone/lab.ts';
import { iosDriver } from './driver.ts';

const specs = VIRTUAL_PHONES.slice(0, 2);
const [first = '', second = ''] = specs.map(({ id }) => id);

/** A driver of a harness that shares its phones with others; `taken` has the udids that somebody holds. */
function driverBeside(taken: Set<string>): ReturnType<typeof iosDriver> {
  return iosDriver({
    devices: specs.map(virtualDriverConfig),
    tools: {},
    startServer: async () => {
      throw new Error('claiming a phone starts no server');
    },
    claimPhone: ({ deviceId, udid }) => {
      if (taken.has(udid)) throw new Error(`${deviceId} is in use`);
      taken.add(udid);
      return () => taken.delete(udid);
    },
  });
}

test('phones are claimed by their udid, all of them or none, and released once', () => {
  const taken = new Set<string>();
  const [one, other] = [driverBeside(taken), driverBeside(taken)];
  const release = one.claim([second], 'run one');
  expect(() => other.claim([first, second], 'run two')).toThrow(`${second} is in use`);
  expect(taken.size).toBe(1);
  other.claim([first], 'run two');
  release();
  expect([...taken]).toEqual([specs[0]?.udid]);
  release();
  expect(taken.size).toBe(1);
});
