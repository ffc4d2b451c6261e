import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { hello, honest, iteration, load, plan } from './events.fixture.ts';
import { JSON_SCHEMA_FILE, protocolJsonSchema } from './json-schema.ts';

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];

const text = readFileSync(JSON_SCHEMA_FILE, 'utf8');

/** One definition of the written file, as a reader in another language would use it. */
function accepts(definition: string, value: unknown): boolean {
  const { $defs } = JSON.parse(text) as { readonly $defs: Readonly<Record<string, object>> };
  return z.fromJSONSchema({ ...$defs[definition], $defs } as JsonSchema).safeParse(value).success;
}

test('the written JSON Schema is that of the protocol; npm run protocol-schema writes it anew', () => {
  expect(text).toBe(protocolJsonSchema());
});

test('it accepts honest events and plans, with fields that it does not know', () => {
  for (const event of honest) expect(accepts('event', event), JSON.stringify(event)).toBe(true);
  expect(accepts('event', { ...hello, thermal: null, mood: 'fine' })).toBe(true);
  expect(accepts('plan', plan)).toBe(true);
});

test.each<[string, string, object]>([
  ['a negative time', 'event', { ...load, startNs: -1 }],
  ['a fraction of a nanosecond', 'iteration', iteration(0, 7, { tokenNs: [0.5] })],
  ['an unknown stage', 'iteration', iteration(0, 7, { spans: [{ stage: 'think', startNs: 0, endNs: 1 }] })],
  ['a hash that is none', 'iteration', iteration(0, 7, { tokenIds: 'abc' })],
  ['a field left out', 'load', { event: 'load', startNs: 1, endNs: 2, cache: 'cold' }],
  ['another version of the plan', 'plan', { ...plan, protocol: 2 }],
  ['data outside the Documents folder', 'plan', { ...plan, data: 'bench/../../x' }],
  ['no iterations', 'plan', { ...plan, iterations: [] }],
])('it refuses %s', (_what, definition, value) => {
  expect(accepts(definition, value)).toBe(false);
});
