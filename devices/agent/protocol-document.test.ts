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

/** The source of the place that a test is named by, such as `agent/session`, `AgentTests` or `vectors`. */
function sourceOf(place: string): string {
  const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  if (place === 'vectors') return ['plans', 'events'].map((name) => read(`agent/vectors/${name}.json`)).join('');
  if (place.includes('/')) return read(`${place}.test.ts`);
  return read(`agent-swift/Tests/FastVLMBenchAgentTests/${place}.swift`);
}

test('every rule of the document names its tests in TypeScript and in Swift, and all of them exist', () => {
  const [, table = ''] = DOCUMENT.split('## Rules and their tests');
  const rows = table.split('\n').filter((line) => /^\| (?!rule )/.test(line));
  expect(rows.length).toBeGreaterThan(20);
  for (const row of rows) {
    const [, ...sides] = row.split(' | ').map((cell) => [...cell.matchAll(/`([^`]+) › ([^`]+)`/g)]);
    expect(sides, row).toHaveLength(2);
    for (const tests of sides) {
      expect(tests.length, row).toBeGreaterThan(0);
      for (const [, place = '', title = ''] of tests) expect(sourceOf(place), `${place} › ${title}`).toContain(title);
    }
  }
});
