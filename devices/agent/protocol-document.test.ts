import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parsePlan } from '#devices/agent-node/plan.ts';
import { readEvents } from './events.ts';

/** The document that people write agents by: what it shows must be what the harness takes. */
const DOCUMENT = readFileSync(new URL('../../docs/agent-protocol.md', import.meta.url), 'utf8');

function example(language: string): string {
  const found = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(DOCUMENT)?.[1];
  if (found === undefined) throw new Error(`the document has no example in ${language}`);
  return found;
}

test("the document's example of a plan is one that an app accepts", () => {
  expect(parsePlan(example('json'))).toEqual(JSON.parse(example('json')));
});

test("the document's example of an events file answers its plan in full", () => {
  const reading = readEvents(Buffer.from(example('ndjson')), parsePlan(example('json')));
  expect(reading).toMatchObject({
    kind: 'complete',
    record: { iterations: [{ answer: 'a cat' }, { answer: 'a cat' }] },
  });
});

test('the document explains every event and every field that its example shows', () => {
  const shown = example('ndjson')
    .trim()
    .split('\n')
    .flatMap((line) => Object.keys(JSON.parse(line)));
  for (const field of new Set(shown)) expect(DOCUMENT, field).toContain(`\`${field}\``);
});
