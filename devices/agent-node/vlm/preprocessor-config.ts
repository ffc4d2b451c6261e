import { isDeepStrictEqual } from 'node:util';
import type { Preprocessing } from '#devices/agent-node/image/preprocess.ts';
import type { JsonFields } from '#devices/agent-node/json-fields.ts';
import { hasModelFile, modelInvalid, readModelFields } from './model-json.ts';

const LEGACY_FILE = 'preprocessor_config.json';
const FILE = 'processor_config.json';

/** What an image processor of transformers does where its configuration is silent. */
type Defaults = {
  readonly mean: readonly [number, number, number];
  readonly standardDeviation: readonly [number, number, number];
  /** What a single number means as `size`. */
  readonly isSizeSquare: boolean;
  readonly crops: boolean;
  /** Knows `do_pad` as laying the image on a square of the mean colour before it is resized. */
  readonly padsToSquare: boolean;
};

const CLIP: Defaults = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  standardDeviation: [0.26862954, 0.26130258, 0.27577711],
  isSizeSquare: false,
  crops: true,
  padsToSquare: false,
};
const SIGLIP: Defaults = {
  mean: [0.5, 0.5, 0.5],
  standardDeviation: [0.5, 0.5, 0.5],
  isSizeSquare: true,
  crops: false,
  padsToSquare: false,
};
/** The image processors whose steps this app has; others cut an image into parts, or resize by another rule. */
const PROCESSORS: Readonly<Record<string, Defaults>> = {
  CLIPImageProcessor: CLIP,
  CLIPFeatureExtractor: CLIP,
  LlavaImageProcessor: { ...CLIP, padsToSquare: true },
  SiglipImageProcessor: SIGLIP,
};

/** Keys that this app obeys, and those that change no pixel. */
const KNOWN_KEYS = new Set([
  'crop_size',
  'data_format',
  'default_to_square',
  'do_center_crop',
  'do_convert_rgb',
  'do_normalize',
  'do_pad',
  'do_rescale',
  'do_resize',
  'image_mean',
  'image_std',
  'resample',
  'rescale_factor',
  'size',
  '_processor_class',
  '_valid_processor_keys',
  'auto_map',
  'device',
  'disable_grouping',
  'feature_extractor_type',
  'image_processor_type',
  'input_data_format',
  'processor_class',
  'return_tensors',
  'transformers_version',
]);

/** Pillow's number of the bicubic filter, the only one that FastVLM uses, and its name. */
const BICUBIC = new Set<unknown>([3, 'bicubic']);

/**
 * Reads how images become pixels. Newer exports keep it inside processor_config.json, which transformers prefers; older
 * ones in a file of its own. Throws MODEL_INVALID for every key that would change pixels in a way this app does not.
 */
export function readPreprocessing(folder: string, config: JsonFields): Preprocessing {
  const aspect = aspectOf(config);
  const nested = nestedProcessor(folder);
  if (nested === null) return parse(readModelFields(folder, LEGACY_FILE), LEGACY_FILE, aspect);
  const preprocessing = parse(nested, `${FILE}.image_processor`, aspect);
  if (hasModelFile(folder, LEGACY_FILE)) {
    const other = parse(readModelFields(folder, LEGACY_FILE), LEGACY_FILE, aspect);
    if (!isDeepStrictEqual(other, preprocessing)) {
      throw modelInvalid(`${FILE}.image_processor and ${LEGACY_FILE} differ; remove the one that is out of date.`);
    }
  }
  return preprocessing;
}

function nestedProcessor(folder: string): JsonFields | null {
  if (!hasModelFile(folder, FILE)) return null;
  const processor = readModelFields(folder, FILE);
  return processor.has('image_processor') ? processor.object('image_processor') : null;
}

/** What config.json says of images that are not square, as the code that FastVLM was trained with reads it. */
function aspectOf(config: JsonFields): 'pad' | null {
  if (!config.has('image_aspect_ratio')) return null;
  const aspect = config.text('image_aspect_ratio');
  if (aspect === 'pad') return aspect;
  if (aspect === 'square') return null;
  throw modelInvalid(`config.json.image_aspect_ratio is ${aspect}; this app has pad and square.`);
}

function parse(config: JsonFields, where: string, aspect: 'pad' | null): Preprocessing {
  const defaults = defaultsOf(config, where);
  const does = (step: string, otherwise = true): boolean => (config.has(step) ? config.flag(step) : otherwise);
  refuseUnknownKeys(config, where);
  const resizes = does('do_resize');
  if (resizes && config.has('resample') && !BICUBIC.has(lowerCase(config.value('resample')))) {
    throw modelInvalid(`${where} asks for resample ${String(config.value('resample'))}; this app has 3, bicubic.`);
  }
  if (config.has('data_format') && config.text('data_format').toLowerCase() !== 'channels_first') {
    throw modelInvalid(`${where}.data_format is ${config.text('data_format')}; this app has channels_first.`);
  }
  const normalises = does('do_normalize');
  return {
    resize: resizes ? parseSize(config, where, defaults) : null,
    crop: parseCrop(config, where, does('do_center_crop', defaults?.crops ?? config.has('crop_size'))),
    rescaleFactor: !does('do_rescale') ? 1 : config.has('rescale_factor') ? config.number('rescale_factor') : 1 / 255,
    mean: normalises ? channels(config, where, 'image_mean', defaults?.mean) : [0, 0, 0],
    standardDeviation: normalises ? divisors(config, where, defaults) : [1, 1, 1],
    padsToSquare: padsToSquare(config, where, defaults, aspect),
  };
}

/** Null where the configuration does not name its image processor: then it must name everything else. */
function defaultsOf(config: JsonFields, where: string): Defaults | null {
  const key = ['image_processor_type', 'feature_extractor_type'].find((name) => config.has(name));
  if (key === undefined) return null;
  const name = config.text(key);
  const defaults = PROCESSORS[name.replace(/(?:Fast|Pil)$/, '')];
  if (defaults !== undefined) return defaults;
  throw modelInvalid(`${where}.${key} is ${name}; this app has ${Object.keys(PROCESSORS).join(', ')}.`);
}

function refuseUnknownKeys(config: JsonFields, where: string): void {
  // A step that is switched off changes nothing, whatever it would have done.
  const unknown = config
    .names()
    .find((name) => !KNOWN_KEYS.has(name) && config.has(name) && config.value(name) !== false);
  // The size of a padding that is not asked for is written as well.
  if (unknown === undefined || (unknown === 'pad_size' && config.value('do_pad') !== true)) return;
  throw modelInvalid(`${where}.${unknown} is a key that this app does not know; remove it if it changes no pixel.`);
}

/** `do_pad` decides where it is written; else the aspect of config.json does. */
function padsToSquare(config: JsonFields, where: string, defaults: Defaults | null, aspect: 'pad' | null): boolean {
  if (!config.has('do_pad')) return aspect === 'pad';
  if (!config.flag('do_pad')) return false;
  if (aspect === 'pad' || defaults?.padsToSquare === true) return true;
  throw modelInvalid(
    `${where}.do_pad is true, and only LlavaImageProcessor or image_aspect_ratio in config.json says how to pad.`,
  );
}

function parseSize(config: JsonFields, where: string, defaults: Defaults | null): NonNullable<Preprocessing['resize']> {
  if (!config.has('size'))
    throw modelInvalid(`${where} has no size to resize images to; add it or set do_resize to false.`);
  if (typeof config.value('size') === 'number') {
    const side = config.whole('size', 1);
    const isSquare = config.has('default_to_square') ? config.flag('default_to_square') : defaults?.isSizeSquare;
    return isSquare === true ? { width: side, height: side } : { shortestEdge: side };
  }
  const size = config.object('size');
  const keys = size
    .names()
    .filter((name) => size.has(name))
    .sort()
    .join(' and ');
  switch (keys) {
    case 'shortest_edge':
      return { shortestEdge: size.whole('shortest_edge', 1) };
    case 'longest_edge':
      return { longestEdge: size.whole('longest_edge', 1) };
    case 'height and width':
      return { width: size.whole('width', 1), height: size.whole('height', 1) };
    default:
      throw modelInvalid(
        `${where}.size has ${keys || 'nothing'}; this app has shortest_edge, longest_edge, or height and width.`,
      );
  }
}

function parseCrop(config: JsonFields, where: string, crops: boolean): Preprocessing['crop'] {
  if (!crops) return null;
  if (!config.has('crop_size')) {
    throw modelInvalid(`${where} has no crop_size to crop images to; add it or set do_center_crop to false.`);
  }
  if (typeof config.value('crop_size') === 'number') {
    const side = config.whole('crop_size', 1);
    return { width: side, height: side };
  }
  const size = config.object('crop_size');
  return { width: size.whole('width', 1), height: size.whole('height', 1) };
}

function divisors(config: JsonFields, where: string, defaults: Defaults | null): readonly [number, number, number] {
  const values = channels(config, where, 'image_std', defaults?.standardDeviation);
  if (values.includes(0)) throw modelInvalid(`${where}.image_std has a zero, and pixels are divided by it.`);
  return values;
}

/** One value for each channel; one number stands for all three. */
function channels(
  config: JsonFields,
  where: string,
  key: string,
  otherwise: readonly [number, number, number] | undefined,
): readonly [number, number, number] {
  if (!config.has(key)) {
    if (otherwise !== undefined) return otherwise;
    throw modelInvalid(`${where} has no ${key}; add it or set do_normalize to false.`);
  }
  if (typeof config.value(key) === 'number') {
    const value = config.number(key);
    return [value, value, value];
  }
  const values = config.numbers(key);
  const [red, green, blue] = values;
  if (red === undefined || green === undefined || blue === undefined || values.length !== 3) {
    throw modelInvalid(`${where}.${key} needs three values.`);
  }
  return [red, green, blue];
}

function lowerCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
