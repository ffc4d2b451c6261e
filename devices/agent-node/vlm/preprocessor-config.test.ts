import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { JsonFields } from '#devices/agent-node/json-fields.ts';
import { modelInvalid } from './model-json.ts';
import { readPreprocessing } from './preprocessor-config.ts';

type Fields = Readonly<Record<string, unknown>>;

const FASTVLM = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../virtual-iphone/app/models/nano/preprocessor_config.json'), 'utf8'),
) as Fields;
const PLAIN = {
  resize: { shortestEdge: 128 },
  crop: { width: 128, height: 128 },
  rescaleFactor: FASTVLM['rescale_factor'],
  mean: [0, 0, 0],
  standardDeviation: [1, 1, 1],
  padsToSquare: false,
};
const CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073];

/** As read from a model folder with these files. */
function read(files: Readonly<Record<string, Fields>>, config: Fields = {}): ReturnType<typeof readPreprocessing> {
  const folder = mkdtempSync(join(tmpdir(), 'preprocessor-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, json] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(json));
  return readPreprocessing(folder, new JsonFields(config, 'config.json', modelInvalid));
}

const legacy = (change: Fields, config: Fields = {}): ReturnType<typeof read> =>
  read({ 'preprocessor_config.json': { ...FASTVLM, ...change } }, config);

test('an image processor inside processor_config.json is the same', () => {
  const nested = { 'processor_config.json': { processor_class: 'LlavaProcessor', image_processor: FASTVLM } };
  expect(read(nested)).toEqual(PLAIN);
  expect(read({ ...nested, 'preprocessor_config.json': FASTVLM })).toEqual(PLAIN);
  expect(read({ 'processor_config.json': { patch_size: 16 }, 'preprocessor_config.json': FASTVLM })).toEqual(PLAIN);
});

test('two configurations that differ are refused', () => {
  const files = {
    'processor_config.json': { image_processor: { ...FASTVLM, size: 64 } },
    'preprocessor_config.json': FASTVLM,
  };
  expect(() => read(files)).toThrow('processor_config.json.image_processor and preprocessor_config.json differ');
});

test.each<[string, Fields, Fields]>([
  ['a number as size', { size: 128, crop_size: 128 }, {}],
  ['a number that is a square', { size: 128, default_to_square: true }, { resize: { width: 128, height: 128 } }],
  ['a rectangle', { size: { height: 64, width: 32 } }, { resize: { width: 32, height: 64 } }],
  [
    'a rectangle with keys that are null',
    { size: { height: 8, width: 8, shortest_edge: null } },
    { resize: { width: 8, height: 8 } },
  ],
  ['the longest edge', { size: { longest_edge: 96 } }, { resize: { longestEdge: 96 } }],
  ['no resizing', { do_resize: false, size: null, resample: 0 }, { resize: null }],
  ['no cropping', { do_center_crop: false, crop_size: null }, { crop: null }],
  ['no factor', { rescale_factor: null }, { rescaleFactor: 1 / 255 }],
  ['no rescaling', { do_rescale: false }, { rescaleFactor: 1 }],
  ['no normalising', { do_normalize: false, image_mean: null, image_std: null }, {}],
  [
    'one number for all channels',
    { image_mean: 0.5, image_std: 0.25 },
    { mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25] },
  ],
  ['no mean', { image_mean: null }, { mean: CLIP_MEAN }],
  ['the name of the filter', { resample: 'BICUBIC' }, {}],
  ['no filter', { resample: null }, {}],
  ['a newer class of the same steps', { image_processor_type: 'CLIPImageProcessorFast' }, {}],
  [
    'another class',
    { image_processor_type: 'SiglipImageProcessor', do_center_crop: null, size: 64, image_mean: null },
    { resize: { width: 64, height: 64 }, crop: null, mean: [0.5, 0.5, 0.5] },
  ],
  [
    'steps that are switched off',
    { do_thumbnail: false, do_image_splitting: false, crop_pct: null, pad_size: null },
    {},
  ],
  [
    'keys that change no pixel',
    { device: 'cpu', disable_grouping: null, data_format: 'channels_first', return_tensors: 'pt' },
    {},
  ],
])('%s is read', (_what, change, expected) => {
  expect(legacy(change)).toEqual({ ...PLAIN, ...expected });
});

test('padding follows do_pad, and where that is missing the aspect in config.json', () => {
  const llava = { image_processor_type: 'LlavaImageProcessor' };
  expect(legacy({ ...llava, do_pad: true }).padsToSquare).toBe(true);
  expect(legacy({ ...llava, do_pad: true, pad_size: null }).padsToSquare).toBe(true);
  expect(legacy({}, { image_aspect_ratio: 'pad' }).padsToSquare).toBe(true);
  expect(legacy({}, { image_aspect_ratio: 'square' }).padsToSquare).toBe(false);
  expect(legacy({ do_pad: false, pad_size: { height: 9, width: 9 } }, { image_aspect_ratio: 'pad' }).padsToSquare).toBe(
    false,
  );
  expect(legacy({ do_pad: true }, { image_aspect_ratio: 'pad' }).padsToSquare).toBe(true);
});

test.each<[string, Fields, string, Fields?]>([
  ['padding of an unknown kind', { do_pad: true }, 'do_pad is true, and only LlavaImageProcessor'],
  [
    'padding to a size',
    { do_pad: true, pad_size: { height: 9, width: 9 } },
    'pad_size is a key that this app does not know',
  ],
  [
    'parts of an image',
    {},
    'image_aspect_ratio is anyres; this app has pad and square',
    { image_aspect_ratio: 'anyres' },
  ],
  ['another filter', { resample: 2 }, 'asks for resample 2; this app has 3, bicubic'],
  [
    'another class',
    { image_processor_type: 'Idefics3ImageProcessor' },
    'image_processor_type is Idefics3ImageProcessor',
  ],
  ['an unknown step', { do_flip_channel_order: true }, 'do_flip_channel_order is a key that this app does not know'],
  ['an unknown number', { crop_pct: 0.9 }, 'crop_pct is a key that this app does not know'],
  ['both edges', { size: { shortest_edge: 8, longest_edge: 9 } }, 'size has longest_edge and shortest_edge'],
  ['an empty size', { size: {} }, 'size has nothing'],
  ['no size', { size: null }, 'has no size to resize images to'],
  ['no crop size', { crop_size: null }, 'has no crop_size to crop images to'],
  ['a divisor of zero', { image_std: [1, 0, 1] }, 'image_std has a zero'],
  ['two channels', { image_mean: [0, 0] }, 'image_mean needs three values'],
  ['no mean and no class', { image_mean: null, image_processor_type: null }, 'has no image_mean'],
  ['channels at the end', { data_format: 'channels_last' }, 'data_format is channels_last'],
])('%s: refused by the name of the key', (_what, change, message, config = {}) => {
  expect(() => legacy(change, config)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }));
  expect(() => legacy(change, config)).toThrow(message);
});
