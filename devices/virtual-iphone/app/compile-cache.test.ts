import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { AgentClock } from '#devices/agent-node/clock.ts';
import { COMPILED_FILE, compileForPhone } from './compile-cache.ts';
import { STATE } from './installed-app.fixture.ts';

const PHONE = { ...STATE, compileMs: 300 };

/** A clock that each look at it moves on by a millisecond. */
function workClock(): AgentClock & { readonly spentMs: () => number } {
  let ms = 0;
  return {
    now: () => (ms += 1) * 1e6,
    cpuTimeMs: () => ms,
    waitedMs: () => null,
    spentMs: () => ms,
  };
}

function container(): string {
  const folder = mkdtempSync(join(tmpdir(), 'compile-cache-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function spentMs(phone: typeof PHONE, home: string): number {
  const clock = workClock();
  compileForPhone(phone, home, clock);
  return clock.spentMs();
}

test('a model is compiled once, and again when an installation has removed what was compiled', () => {
  const home = container();
  expect(spentMs(PHONE, home)).toBeGreaterThanOrEqual(300);
  expect(spentMs(PHONE, home)).toBe(0);
  rmSync(join(home, COMPILED_FILE));
  expect(spentMs(PHONE, home)).toBeGreaterThanOrEqual(300);
});

test('another iOS build compiles again, once', () => {
  const home = container();
  spentMs(PHONE, home);
  const updated = { ...PHONE, osBuild: '23C55' };
  expect(spentMs(updated, home)).toBeGreaterThanOrEqual(300);
  expect(spentMs(updated, home)).toBe(0);
});

test('a phone that takes no time leaves nothing behind', () => {
  const home = container();
  expect(spentMs(STATE, home)).toBe(0);
  expect(spentMs(PHONE, home)).toBeGreaterThanOrEqual(300);
});
