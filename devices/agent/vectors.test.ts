import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { parsePlan } from '#devices/agent-node/plan.ts';
import { readEvents } from './events.ts';
import { planSchema } from './protocol-schema.ts';
import { PLAN_VECTORS, type PlanVector } from './plan-vectors.fixture.ts';
import { EVENTS_VECTORS, type EventsVector } from './vectors.fixture.ts';

/** Agents and readers in other languages run these files too: they say what the words of the protocol mean. */
const FOLDER = join(import.meta.dirname, 'vectors');

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

test('the files of the vectors are those that this code makes', async () => {
  await expect(textOf(PLAN_VECTORS)).toMatchFileSnapshot('vectors/plans.json');
  await expect(textOf(EVENTS_VECTORS)).toMatchFileSnapshot('vectors/events.json');
});

function textOf(vectors: readonly object[]): string {
  return `[\n${vectors.map((vector) => JSON.stringify(vector)).join(',\n')}\n]\n`;
}

test.each(read('plans.json') as readonly PlanVector[])(
  '$what is $expected for the harness and the agent in Node',
  (vector) => {
    expect(planSchema.safeParse(jsonOf(vector.plan)).success).toBe(vector.expected === 'accepted');
    const { verdict, message } = verdictOf(vector.plan);
    expect(verdict).toBe(vector.expected);
    expect(message).toContain(vector.says ?? '');
  },
);

/** Undefined for what is no JSON, which no schema accepts. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function verdictOf(text: string): { readonly verdict: string; readonly message: string } {
  try {
    parsePlan(text);
    return { verdict: 'accepted', message: '' };
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { verdict: error.code, message: error.message };
  }
}

test.each(read('events.json') as readonly EventsVector[])('a file with $what is $expected', (vector) => {
  const { plan, lines = [], base64, expected, says = '' } = vector;
  const bytes = base64 === undefined ? Buffer.from(lines.join('\n')) : Buffer.from(base64, 'base64');
  const reading = readEvents(bytes, parsePlan(JSON.stringify(plan)));
  expect(reading.kind === 'complete' ? 'complete' : reading.code).toBe(expected);
  expect(reading.kind === 'complete' ? '' : reading.message).toContain(says);
});
