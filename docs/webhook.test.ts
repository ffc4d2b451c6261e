/** What the page on webhooks shows, beside what is sent. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { goldenInput } from '#reports/fixtures/report.fixture.ts';
import { decisionEvent } from '#reports/publish/webhook/event.ts';
import { signatureOf } from '#reports/publish/webhook/signature.ts';
import { blocksOf } from './blocks.fixture.ts';

const blockOf = (language: string): string =>
  blocksOf('docs/webhook.md').find((block) => block.language === language)?.text ?? '';

/** The kind of each value, by its place; what follows from which verdicts there are is one kind. */
function shapeOf(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [`${path} list`, ...value.slice(0, 1).flatMap((own) => shapeOf(own, `${path}[]`))];
  if (typeof value !== 'object' || value === null || path === '.counts') return [`${path} ${typeof value}`];
  return Object.entries(value).flatMap(([key, own]) => shapeOf(own, `${path}.${key}`));
}

test('the example has the fields of what is sent, and nothing else', () => {
  const golden = goldenInput('failEncoder');
  const source = { commit: '9f1c2ab', branch: 'vision-int4', pullRequest: 7 };
  const urls = { report: 'https://ci.example/runs/7/artifacts/9', job: 'https://ci.example/runs/7' };
  const event = decisionEvent({ ...golden, run: { ...golden.run, source } }, urls);
  const example: unknown = JSON.parse(blockOf('json'));
  expect(shapeOf(example)).toEqual(shapeOf(event));
  expect(example).toMatchObject({ text: event.text, decision: event.decision, counts: event.counts });
});

test('the check of the page takes a genuine signature and no other', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fastvlm-bench-receiver-'));
  const file = join(folder, 'receiver.mjs');
  writeFileSync(file, blockOf('js'));
  const { isGenuine } = (await import(pathToFileURL(file).href)) as {
    readonly isGenuine: (body: Uint8Array, signature: string | undefined, secret: string) => boolean;
  };
  rmSync(folder, { recursive: true });
  const body = '{"text":"✕ Do not merge"}';
  const bytes = Buffer.from(body);
  expect(isGenuine(bytes, signatureOf(body, 'secret'), 'secret')).toBe(true);
  expect(isGenuine(bytes, signatureOf(body, 'other'), 'secret')).toBe(false);
  expect(isGenuine(Buffer.from('{}'), signatureOf(body, 'secret'), 'secret')).toBe(false);
  expect(isGenuine(bytes, undefined, 'secret')).toBe(false);
});
