import { expect, test } from 'vitest';
import { ThermalInducer } from './thermal-inducer.ts';

const NEVER = new AbortController().signal;
const profiles = ['ThermalFair', 'ThermalSerious', 'ThermalCritical'].map((identifier) => ({ identifier }));
const thermal = { identifier: 'ThermalCondition', isActive: false, activeProfile: '', profiles };
const network = { identifier: 'SlowNetworkCondition', isActive: true, activeProfile: 'SlowNetwork3GAverage', profiles };

/** A phone that lists these conditions, and reports these thermal states one after another. */
function inducerOf(conditions: unknown, states: readonly number[] = []) {
  const commands: string[] = [];
  const left = [...states];
  const run = async (command: string): Promise<unknown> => {
    commands.push(command);
    if (command === 'listConditionInducers') return conditions;
    return command === 'deviceInfo' ? { thermalState: left.length > 1 ? left.shift() : left[0] } : true;
  };
  return { inducer: new ThermalInducer({ run, close: async () => {} }, 0), commands };
}

test.each([
  ['a thermal condition with all profiles', [network, thermal], ['fair', 'serious', 'critical']],
  ['one with fewer', [{ ...thermal, profiles: profiles.slice(0, 1) }], ['fair']],
  ['other conditions only', [network], []],
  ['nothing', [], []],
  ['something else', { NSCode: 3 }, []],
])('a phone that lists %s', async (_what, conditions, states) => {
  expect(await inducerOf(conditions).inducer.states()).toEqual(states);
});

test('a phone that pretends something already is left alone', async () => {
  const { inducer, commands } = inducerOf([network, thermal]);
  await expect(inducer.force('serious', NEVER)).rejects.toMatchObject({
    fault: { kind: 'infrastructure', code: 'CONDITION_ACTIVE', message: expect.stringContaining('3GAverage') },
  });
  expect(commands).toEqual(['listConditionInducers']);
});

test('a state counts as forced once the phone reports it, and not another one', async () => {
  const { inducer, commands } = inducerOf([thermal], [2]);
  await inducer.force('serious', NEVER);
  expect(commands).toEqual(['listConditionInducers', 'enableConditionInducer', 'deviceInfo']);
  await expect(inducerOf([thermal], [1]).inducer.force('serious', NEVER)).rejects.toMatchObject({
    fault: { code: 'THERMAL_NOT_FORCED', message: 'The phone was told to pretend serious and reports fair' },
  });
});

test('a state that the phone offers no more is not asked for', async () => {
  await expect(inducerOf([]).inducer.force('fair', NEVER)).rejects.toMatchObject({
    fault: { code: 'THERMAL_NOT_FORCED' },
  });
});
