import { expect, test } from 'vitest';
import { describeEngines } from './engines.fixture.ts';
import { exampleCalibration, exampleRun, exampleVerdicts } from './run.fixture.ts';

describeEngines((opened) => {
  test('of the calibrations of a device the newest counts, whichever was stored last, and the older ones stay', async () => {
    const [older, newer] = [
      exampleCalibration(),
      exampleCalibration({ measuredAt: '2026-02-01T00:00:00.000Z', level: 90 }),
    ];
    await opened.store.saveCalibrations([newer]);
    await opened.store.saveCalibrations([older]);
    expect(await opened.store.calibrations({})).toEqual([newer]);
    expect(await opened.store.calibrations({ isHistoryWanted: true })).toEqual([newer, older]);
  });

  test('a calibration that is worked out again takes the place of itself', async () => {
    await opened.store.saveCalibrations([exampleCalibration()]);
    await opened.store.saveCalibrations([exampleCalibration({ level: 90 })]);
    expect(await opened.store.calibrations({ isHistoryWanted: true })).toEqual([exampleCalibration({ level: 90 })]);
  });

  test('calibrations are found by device and suite', async () => {
    await opened.store.saveCalibrations([
      exampleCalibration(),
      exampleCalibration({ deviceId: 'other' }),
      exampleCalibration({ suiteId: 'memory' }),
      exampleCalibration({ metric: 'prefill' }),
    ]);
    expect(await opened.store.calibrations({ deviceIds: ['other'] })).toHaveLength(1);
    expect(await opened.store.calibrations({ suiteId: 'latency', deviceIds: ['phone'] })).toHaveLength(2);
    expect(await opened.store.calibrations({ deviceIds: ['nobody'] })).toEqual([]);
  });

  test('verdicts of a run are kept by baseline and policy, the last word of each', async () => {
    await opened.store.saveVerdicts(exampleVerdicts({ decision: 'fail' }));
    await opened.store.saveVerdicts(exampleVerdicts());
    await opened.store.saveVerdicts(exampleVerdicts({ policy: { id: 'release' } }));
    await opened.store.saveVerdicts(exampleVerdicts({ baselineRunId: 'zero' }));
    const kept = await opened.store.verdicts('one');
    expect(kept.map(({ policy, baselineRunId, decision }) => [policy.id, baselineRunId, decision])).toEqual([
      ['pr', null, 'pass'],
      ['release', null, 'pass'],
      ['pr', 'zero', 'pass'],
    ]);
    expect(kept[0]).toEqual(exampleVerdicts());
    expect(await opened.store.verdicts('two')).toEqual([]);
  });

  test('columns are what bodies say, also of a verdict that took the place of another one', async () => {
    await opened.store.save(exampleRun('one'));
    await opened.store.saveVerdicts(exampleVerdicts({ waived: 2 }));
    expect((await opened.store.list())[0]?.decisions).toEqual([{ policy: 'pr', decision: 'pass', isWaived: true }]);
    expect(await opened.store.unlikeColumns('one')).toEqual([]);
    await opened.store.saveVerdicts(exampleVerdicts({ decision: 'fail' }));
    expect((await opened.store.list())[0]?.decisions).toEqual([{ policy: 'pr', decision: 'fail' }]);
    expect(await opened.store.unlikeColumns('one')).toEqual([]);
    expect(await opened.store.unlikeColumns('none')).toEqual([]);
  });
});
