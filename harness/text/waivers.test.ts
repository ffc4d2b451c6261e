import { expect, test } from 'vitest';
import type { Waiver } from '#harness/domain/waiver.ts';
import { waiverTerms } from './waivers.ts';

const terms = (size: Partial<Waiver>): string =>
  waiverTerms({ metric: 'peakMemory', owner: 'QA', reason: 'A cache.', until: '2026-12-31', ...size });

test.each([
  [{ acceptedPercent: 9 }, 'up to 9 %'],
  [{ acceptedPercent: 1900 }, 'up to 1,900 %'],
  [{ acceptedAbsolute: 20e6 }, 'up to 20 MB'],
  [{ metric: 'answerAccuracy', acceptedAbsolute: 0.015 }, 'up to 1.5 pp'],
  [{ acceptedPercent: 1e-300 }, 'up to 1e-300 %'],
  [{ acceptedPercent: 1e308 }, 'up to 1e+308 %'],
  [{ acceptedAbsolute: 1e-300 }, 'up to 1e-300 B'],
  [{ acceptedAbsolute: 1e308 }, 'up to 1e+308 B'],
] as const)('the size %j is shown as %j', (size, text) => {
  expect(terms(size)).toBe(`${text} until 2026-12-31 by QA: A cache`);
});
