import type { GraphPort } from '#harness/domain/model-graph.ts';
import { isRecord } from '#harness/domain/plain-data.ts';
import { GraphTally, MAX_NAME_BYTES, MAX_RANK, type ReadGraph } from './graph-tally.ts';
import { UnreadableError } from './wire-reader.ts';

const MAX_BYTES = 2 ** 20;

/**
 * Reads `metadata.json` of a compiled Core ML model (.mlmodelc), which has what `model.mil` beside it lacks: the version of the
 * specification, what wrote the model, and its inputs and outputs as the app sees them. What is not there is left out.
 */
export class CompiledMetadata {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BYTES) throw new UnreadableError('its metadata is too long');
    this.#chunks.push(Uint8Array.from(chunk));
  }

  end(): ReadGraph {
    const [model] = list(this.#parsed());
    if (!isRecord(model)) throw new UnreadableError('its metadata describes no model');
    const tally = new GraphTally();
    const version = model['specificationVersion'];
    if (typeof version === 'number') tally.addVersion('specification', String(version));
    const said = isRecord(model['userDefinedMetadata']) ? model['userDefinedMetadata'] : {};
    const tools = text(said['com.github.apple.coremltools.version']);
    const source = text(said['com.github.apple.coremltools.source']);
    const producer = [tools === '' ? '' : `coremltools ${tools}`, source].filter((part) => part !== '').join(', ');
    tally.producer = producer === '' ? null : producer;
    for (const port of list(model['inputSchema'])) tally.addPort('inputs', portOf(port));
    for (const port of list(model['outputSchema'])) tally.addPort('outputs', portOf(port));
    return { summary: tally.summary(), external: [] };
  }

  #parsed(): unknown {
    const bytes = new Uint8Array(this.#bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new UnreadableError('its metadata is no JSON');
    }
  }
}

/** Core ML writes every value as a text: `"shape" : "[1, 3, 512, 512]"`. */
function portOf(json: unknown): GraphPort {
  const port = isRecord(json) ? json : {};
  const isImage = text(port['type']) === 'Image';
  const shape = isImage
    ? [port['width'], port['height']].map(text)
    : text(port['shape'])
        .replace(/^\[|\]$/g, '')
        .split(',');
  const sizes = shape.map((size) => size.trim()).filter((size) => size !== '');
  if (sizes.length > MAX_RANK) throw new UnreadableError(`it has more than ${MAX_RANK} dimensions`);
  return {
    name: text(port['name']),
    type: isImage ? 'image' : typeName(text(port['dataType'])),
    shape: sizes.length === 0 ? null : sizes.map((size) => (/^\d{1,15}$/.test(size) ? Number(size) : size)),
  };
}

function typeName(name: string): string {
  return name
    .replace(/^Float(?=\d)/, 'f')
    .replace(/^Int(?=\d)/, 'i')
    .replace(/^Double$/, 'f64');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_NAME_BYTES) : '';
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
