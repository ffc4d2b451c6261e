import { expect, test } from 'vitest';
import { aDevice } from '#harness/compare/run.fixture.ts';
import { BenchError } from '#harness/domain/failure.ts';
import { exampleLaunch } from '#harness/store/run.fixture.ts';
import { attemptLaunch } from './attempt.ts';
import { build, dataset, pass, patientClock } from './scripted-device.fixture.ts';

test('a phone that falls silent because the run is stopped is not called lost', async () => {
  const stop = new AbortController();
  const attempting = attemptLaunch({
    session: {
      device: aDevice('a'),
      state: async () => {
        // The signal that stops the run has ended the server through which the phone is asked.
        stop.abort(new Error('stopped by SIGTERM'));
        throw new BenchError('DEVICE_LOST', 'a does not tell its state', { remedy: 'Plug it in.' });
      },
      launch: async () => {
        throw new Error('nothing is launched');
      },
      close: async () => {},
    },
    slot: exampleLaunch(0).slot,
    pass: pass(1),
    build: build('candidate'),
    dataset: dataset(),
    number: 1,
    nonce: 'nonce',
    freshState: null,
    clock: patientClock(),
    signal: stop.signal,
    onWaiting: () => {},
  });
  await expect(attempting).rejects.toThrow('stopped by SIGTERM');
});
