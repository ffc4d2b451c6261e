import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PhoneConditions } from './conditions.ts';
import { specOf, temporaryFolder } from '#devices/virtual-iphone/virtual-iphone.fixture.ts';

async function conditionsOf(speedFactor: number): Promise<{ conditions: PhoneConditions; read: () => unknown }> {
  const stateFile = path.join(await temporaryFolder(), 'state.json');
  const conditions = new PhoneConditions(specOf({ speedFactor }), stateFile);
  return { conditions, read: () => JSON.parse(readFileSync(stateFile, 'utf8')) as unknown };
}

test('an app can read what the phone is and how it fares', async () => {
  const { read } = await conditionsOf(1);
  expect(read()).toEqual({
    thermal: 'nominal',
    lowPowerMode: false,
    speedFactor: 1,
    model: 'iPhone17,1',
    osVersion: '26.1',
    osBuild: '23B85',
    memoryBytes: 8 * 2 ** 30,
    memoryLimitBytes: 4 * 2 ** 30,
    compileMs: 300,
  });
});

test('heat slows the phone down, and cooling restores it', async () => {
  const { conditions, read } = await conditionsOf(0.5);
  conditions.setThermal('critical');
  expect(read()).toMatchObject({ thermal: 'critical', speedFactor: 0.5 * 0.4 });
  conditions.setThermal('nominal');
  expect(read()).toMatchObject({ thermal: 'nominal', speedFactor: 0.5 });
});

test('an induced state hides the real one while it lasts', async () => {
  const { conditions, read } = await conditionsOf(1);
  conditions.setThermal('fair');
  conditions.induceThermal('serious');
  expect(read()).toMatchObject({ thermal: 'serious', speedFactor: 0.7 });
  conditions.induceThermal(null);
  expect(read()).toMatchObject({ thermal: 'fair' });
});

test('low power mode is reported', async () => {
  const { conditions, read } = await conditionsOf(1);
  conditions.setLowPowerMode(true);
  expect(read()).toMatchObject({ lowPowerMode: true });
});

test('of a clock that heat has lowered and a thermal state, the one that leaves less holds', async () => {
  const { conditions, read } = await conditionsOf(0.5);
  conditions.setHeat({ thermal: 'fair', clock: 0.8 });
  expect(read()).toMatchObject({ thermal: 'fair', speedFactor: 0.5 * 0.8 });
  conditions.setHeat({ thermal: 'serious', clock: 0.8 });
  expect(read()).toMatchObject({ thermal: 'serious', speedFactor: 0.5 * 0.7 });
  conditions.setHeat({ thermal: 'nominal', clock: 1 });
  expect(read()).toMatchObject({ thermal: 'nominal', speedFactor: 0.5 });
});
