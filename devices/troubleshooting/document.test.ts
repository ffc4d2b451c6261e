import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULT_GUIDES } from '#devices/agent/fault-guide.ts';
import { FAULT_CODES } from '#devices/ios/faults/fault-codes.ts';
import { troubleshooting } from '#harness/text/troubleshooting.ts';
import { DOCUMENT_FILE, troubleshootingDocument } from './document.ts';

const kept = readFileSync(DOCUMENT_FILE, 'utf8');
const CODES = [...Object.keys(FAULT_CODES), ...Object.values(FAULT_GUIDES).flatMap((guide) => Object.keys(guide))];

test('the page is that of the tables of faults and hints', () => {
  expect(kept, 'run: npm run troubleshooting').toBe(troubleshootingDocument());
});

test('what a report prints beside a code leads to the section of that code', () => {
  const headings = new Set([...kept.matchAll(/^### (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase()));
  const codes = [...CODES, 'AGENT_TOKENIZER_BROKEN', 'CRASH × 3'];
  const anchors = codes.map((code) => troubleshooting(code).split('#')[1] ?? '');
  expect(anchors.filter((anchor) => !headings.has(anchor))).toEqual([]);
  expect(troubleshooting('AGENT_TOKENIZER_BROKEN')).toBe('docs/troubleshooting.md#agent_');
  expect(troubleshooting('CRASH × 3')).toBe('docs/troubleshooting.md#crash');
});

test('no code has two sections', () => {
  expect(new Set(CODES).size).toBe(CODES.length);
});
