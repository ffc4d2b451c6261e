import { expect, test } from 'vitest';
import { viewReport } from './view.ts';
import { missingSentence } from './missing.ts';
import { fixtureInput } from '#reports/fixtures/report.fixture.ts';

const slots = { deviceId: 'one', passId: 'latency', arm: 'candidate', planned: 12, measured: 6, faulty: 0, skipped: 2 };
const arm = slots.arm as 'candidate';

test('what is missing is named by pass, build and block, with its reason', () => {
  const hot = [1, 2, 5].map((block) => ({ block, attempts: 3, reason: 'thermal' }));
  const missing = [...hot, { block: 9, attempts: 0, reason: null }];
  expect(missingSentence([{ ...slots, arm, missing }])).toBe(
    '4 of 10 launches are missing: latency, candidate, blocks 2–3, 6 (thermal); latency, candidate, block 10 (never launched).',
  );
  expect(missingSentence([{ ...slots, arm, measured: 10, missing: [] }])).toBeNull();
});

test('a report shows it at the phone that lacks the launches, and nowhere else', () => {
  const { run, ...input } = fixtureInput('pass');
  const isKept = ({ deviceId, slot }: (typeof run.launches)[number]): boolean =>
    deviceId !== 'virtual-iphone-13' || slot.pass !== 'memory' || slot.block !== 0;
  const { devices } = viewReport({ ...input, run: { ...run, launches: run.launches.filter(isKept) } });
  const of = (label: string): string | null | undefined => devices.find((device) => device.label === label)?.missing;
  expect(of('iPhone 13')).toMatch(/memory, baseline, block 1 \(never launched\); memory, candidate, block 1/);
  expect(of('iPhone 16 Pro')).toBeNull();
});
