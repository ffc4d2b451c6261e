import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { evidenceText } from './evidence-text.ts';

test('each piece has its title, and of a long one the end is kept', () => {
  const text = evidenceText(
    [
      { title: 'Appium', text: `${'old line\n'.repeat(1_000)}the last line` },
      { title: 'Crash report', text: 'EXC_CRASH' },
    ],
    1_000,
  );
  expect(text).toMatch(/^==== Appium ====\n\[… beginning omitted …\]\n/);
  expect(text).toContain('the last line\n');
  expect(text).toContain('==== Crash report ====\nEXC_CRASH\n');
});

test('colours, control characters and marks of direction are taken out, lines stay lines', () => {
  const text = evidenceText([{ title: 'Log', text: '\u001b[31mred\u001b[0m\r\nbell\u0007\0 \u202egnp.exe\tend' }], 500);
  expect(text).toBe('==== Log ====\nred\nbell gnp.exe\tend\n');
});

test('whatever a phone sends, the text is bounded and valid Unicode', () => {
  const unit = fc.string({ unit: 'binary', maxLength: 400 });
  const pieces = fc.array(fc.record({ title: fc.constant('Log'), text: unit }), { maxLength: 4 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 200, max: 1_000 }), (all, maxLength) => {
      const text = evidenceText(all, maxLength);
      expect(text.length).toBeLessThanOrEqual(maxLength + all.length);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});
