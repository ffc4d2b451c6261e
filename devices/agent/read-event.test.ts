import { expect, test } from 'vitest';
import { hello, iteration, load, plan } from './events.fixture.ts';
import { readEvent } from './read-event.ts';

test.each<[string, unknown, string]>([
  ['that is a list', [], 'Line 7 is not an object.'],
  ['without a kind', { startNs: 1 }, 'Line 7: field event must be a text, not nothing.'],
  [
    'with text for a number',
    { ...load, startNs: '10' },
    'Line 7: field startNs must be a whole number of at least 0, not "10".',
  ],
  [
    'with a negative size',
    { ...load, footprintBytes: -1 },
    'field footprintBytes must be a whole number of at least 0, not -1.',
  ],
  ['with more than 2^53', { ...load, endNs: 2 ** 60 }, 'field endNs must be a whole number of at least 0, not 115'],
  ['with an unknown word', { ...load, cache: 'tepid' }, 'field cache must be one of cold, warm, unknown, not "tepid".'],
  ['with an object missing', { ...hello, app: undefined }, 'field app must be an object, not nothing.'],
  ['with a text missing in an object', { ...hello, app: {} }, 'field app.bundleId must be a text, not nothing.'],
  [
    'of an unknown platform',
    { ...hello, platform: 'watch' },
    'Line 7: field platform must be one of ios, host, not "watch".',
  ],
  [
    'of another platform than its app',
    { ...hello, platform: 'host' },
    'field app.contentSha256 must be a text, not nothing.',
  ],
  [
    'with a fraction in a list of numbers',
    iteration(0, 7, { tokenNs: [1, 1.5] }),
    'field tokenNs must be a list of whole numbers, not [1,1.5].',
  ],
  ['with something else for a list', iteration(0, 7, { spans: 7 }), 'field spans must be a list, not 7.'],
  [
    'with something wrong deep in a list',
    iteration(0, 7, { spans: [{ stage: 'decode', startNs: 1, endNs: null }] }),
    'Line 7: field spans[0].endNs must be a whole number of at least 0, not null.',
  ],
  [
    'with a hash that is none',
    iteration(0, 7, { tokenIds: 'A' }),
    'field tokenIds must be 64 hexadecimal digits, not "A".',
  ],
  [
    'with a negative time of the processor',
    { event: 'done', events: 1, sha256: 'a'.repeat(64), peakFootprintBytes: 1, cpuTimeMs: -1 },
    'field cpuTimeMs must be a number of at least 0, not -1.',
  ],
])('an event %s is refused in one sentence that names line and field', (_what, json, message) => {
  const read = (): unknown => readEvent(json, 'Line 7', plan);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ code: 'EVENTS_MALFORMED' }));
});

test('hello of another version or launch is known by two fields, whatever the others are', () => {
  const of = (change: object): unknown =>
    readEvent({ event: 'hello', protocol: 1, nonce: plan.nonce, ...change }, 'Line 1', plan);
  expect(() => of({ protocol: 2, nonce: undefined })).toThrow(expect.objectContaining({ code: 'EVENTS_PROTOCOL' }));
  expect(() => of({ nonce: 'other' })).toThrow(expect.objectContaining({ code: 'EVENTS_NONCE' }));
});

test('an event of an unknown kind is known by its kind alone', () => {
  expect(readEvent({ event: 'weather', sky: 7 }, 'Line 7', plan)).toEqual({ event: 'unknown', kind: 'weather' });
  expect(readEvent({ event: 'toString' }, 'Line 7', plan)).toEqual({ event: 'unknown', kind: 'toString' });
});
