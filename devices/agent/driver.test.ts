import { expect } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { type ContractSubject, driverContract } from '#devices/contract.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { agentDriver } from './driver.ts';
import { MEMORY_BUILDS, MemoryPlatform } from './memory-platform.fixture.ts';

driverContract('a driver of devices made of memory', async (): Promise<ContractSubject> => {
  const platform = new MemoryPlatform([aDevice('one'), aDevice('two')]);
  const { reference, questions } = await shapesVqa().load('smoke');
  return {
    driver: agentDriver(platform),
    deviceIds: ['one', 'two'],
    builds: Object.fromEntries(MEMORY_BUILDS.map((name) => [name, `memory:${name}`])) as ContractSubject['builds'],
    model: 'model',
    dataset: reference,
    questions,
    notABuild: 'memory:nothing',
    hasPower: false,
    async launched(deviceId) {
      await expect.poll(() => platform.hosts.get(deviceId)?.commands).toContain('look');
    },
    async vanish(deviceId) {
      platform.vanish(deviceId);
    },
    async leftovers() {
      return [...platform.hosts.values()].filter(({ isClosed }) => !isClosed).map(({ device }) => device.id);
    },
    async dispose() {
      // Memory frees itself.
    },
  };
});
