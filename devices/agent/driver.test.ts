import { vi } from 'vitest';
import { shapesVqa } from '#datasets/shapes-vqa/dataset.ts';
import { type ContractSubject, driverContract } from '#devices/contract.ts';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { agentDriver } from './driver.ts';
import { MEMORY_BUILDS, MemoryPlatform } from './memory-platform.fixture.ts';

/** Ends a test that hangs; none is decided by it. */
const LIMIT_MS = 600_000;

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
    outOfMemory: 'JETSAM',
    async launched(deviceId) {
      await vi.waitUntil(() => platform.hosts.get(deviceId)?.commands.includes('look') === true, { timeout: LIMIT_MS });
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
