import { expect, test } from 'vitest';
import { resumeCommand, storeOption } from './command-text.ts';

test('a command in the working folder of a run needs no places', () => {
  const places = { home: '/home/app/.fastvlm-bench' };
  expect(resumeCommand('/home/app/.fastvlm-bench/runs/one', places, {})).toBe(
    'fastvlm-bench run --resume /home/app/.fastvlm-bench/runs/one',
  );
  expect(resumeCommand('/elsewhere/one', places, {})).toBe('fastvlm-bench run --resume /elsewhere/one');
  expect(storeOption(places)).toBe('');
});

test('a home that no command line uses by itself is named', () => {
  const places = { home: '/srv/bench' };
  expect(resumeCommand('/srv/bench/runs/one', places, { appiumPort: 4723 })).toBe(
    'fastvlm-bench run --resume /srv/bench/runs/one --store /srv/bench/store.sqlite --datasets-dir /srv/bench/datasets --appium-port 4723',
  );
  expect(storeOption(places)).toBe(' --store /srv/bench/store.sqlite');
});

test('a run beside another store is resumed with its own', () => {
  const places = { home: '/home/app/.fastvlm-bench', store: '/data/own.sqlite' };
  expect(resumeCommand('/home/app/.fastvlm-bench/runs/one', places, {})).toBe(
    'fastvlm-bench run --resume /home/app/.fastvlm-bench/runs/one --store /data/own.sqlite',
  );
});

test('a caller may name the store as it was named to it', () => {
  const caller = { storeOption: ' --store own.sqlite' };
  expect(storeOption({ home: '/home/app/.fastvlm-bench', store: '/home/app/own.sqlite' }, caller)).toBe(
    ' --store own.sqlite',
  );
});
