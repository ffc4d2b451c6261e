import { expect, test } from 'vitest';
import type { FaultRate, FaultRates } from '#harness/domain/fault-rates.ts';
import { faultRatesText, ratePercentText } from './fault-rates.ts';
import { didText, isCertainFault } from '#harness/domain/product-fault.ts';

function aRate(launches: number, codes: Readonly<Record<string, number>> = {}): FaultRate {
  const all = Object.entries(codes).map(([code, faults]) => ({ code, faults }));
  return { launches, faults: all.reduce((sum, { faults }) => sum + faults, 0), codes: all };
}

function text(candidate: FaultRate, baseline: FaultRate | null, more: Partial<FaultRates> = {}): string {
  return faultRatesText({ candidate, baseline, storedSessions: 0, p: null, smallestP: null, ...more });
}

test('counts of both builds with what their launches did and p', () => {
  expect(text(aRate(25, { CRASH: 3 }), aRate(25, { CRASH: 1 }), { p: 0.302 })).toBe(
    '3 of 25 launches of the candidate crashed, 1 of 25 of the baseline (p 0.302)',
  );
  expect(text(aRate(1, { HANG: 1 }), aRate(1))).toBe('1 of 1 launch of the candidate hung, none of 1 of the baseline');
  expect(text(aRate(25), aRate(25, { CRASH: 1 }))).toBe(
    'None of 25 launches of the candidate crashed, 1 of 25 of the baseline',
  );
  expect(text(aRate(25), aRate(24))).toBe('None of 25 launches of the candidate failed, none of 24 of the baseline');
  expect(text(aRate(25, { EVENTS_TORN: 1 }), null)).toBe(
    '1 of 25 launches of the candidate wrote a broken result file',
  );
});

test('codes are named where one word does not say what all of the launches did', () => {
  expect(text(aRate(25, { CRASH: 2, HANG: 1 }), aRate(25, { CRASH: 1 }))).toBe(
    '3 of 25 launches of the candidate failed (CRASH 2, HANG 1), 1 of 25 of the baseline (CRASH 1)',
  );
  expect(text(aRate(25, { NEW: 1 }), aRate(25))).toBe(
    '1 of 25 launches of the candidate failed (NEW 1), none of 25 of the baseline',
  );
});

test('stored sessions are counted', () => {
  expect(text(aRate(25, { CRASH: 2 }), aRate(225, { CRASH: 1 }), { storedSessions: 9, p: 0.012 })).toBe(
    '2 of 25 launches of the candidate crashed, 1 of 225 of the baseline in 9 stored sessions (p 0.012)',
  );
});

test('a share of no launches is absent', () => {
  expect([ratePercentText(aRate(0)), ratePercentText(aRate(8, { CRASH: 1 }))]).toEqual(['–', '13 %']);
});

test('only verdicts on the package are certain; how a process ends, and what nobody knows, comes by chance', () => {
  for (const code of ['INSTALL_REFUSED', 'ARTEFACT_REFUSED', 'FINGERPRINT_MISMATCH'])
    expect(isCertainFault(code)).toBe(true);
  for (const code of ['CRASH', 'JETSAM', 'EVENTS_MALFORMED', 'AGENT_ERROR', 'constructor', ''])
    expect(isCertainFault(code)).toBe(false);
  expect(didText(['JETSAM', 'AGENT_OUT_OF_MEMORY'])).toBe('ran out of memory');
});
