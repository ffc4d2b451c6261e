import type { GraphPort, GraphSummary, StoredWeights } from '#harness/domain/model-graph.ts';
import { UnreadableError } from './wire-reader.ts';

/** Honest graphs come nowhere near these; a file that was made to fill a report does. */
const MAX_KINDS = 1000;
const MAX_PORTS = 1000;
/** Of any name in a graph. */
export const MAX_NAME_BYTES = 1000;
export const MAX_RANK = 64;

/** What a file says of its graph. */
export type ReadGraph = {
  readonly summary: GraphSummary;
  /** Files of weights that it names, relative to its folder. */
  readonly external: readonly string[];
};

/** What is counted while a graph is read. */
export class GraphTally {
  readonly #operators = new Map<string, number>();
  readonly #weights = new Map<string, { elements: number; bytes: number }>();
  readonly #versions = new Map<string, string>();
  readonly #ports = { inputs: new Map<string, GraphPort>(), outputs: new Map<string, GraphPort>() };
  producer: string | null = null;

  addOperator(name: string): void {
    this.#operators.set(name, (this.#operators.get(name) ?? 0) + 1);
    refuseMany(this.#operators.size, 'kinds of operator');
  }

  /** Both may be negative where what was counted before is counted in another way. */
  addWeights({ type, elements, bytes }: StoredWeights): void {
    const known = this.#weights.get(type) ?? { elements: 0, bytes: 0 };
    const sum = { elements: known.elements + elements, bytes: known.bytes + bytes };
    if (!Number.isSafeInteger(sum.elements) || !Number.isSafeInteger(sum.bytes)) {
      throw new UnreadableError('its tensors are larger than any that exist');
    }
    this.#weights.set(type, sum);
    refuseMany(this.#weights.size, 'kinds of weights');
  }

  addVersion(name: string, version: string): void {
    this.#versions.set(name, version);
    refuseMany(this.#versions.size, 'opsets');
  }

  addPort(kind: 'inputs' | 'outputs', port: GraphPort): void {
    const ports = this.#ports[kind];
    ports.set(port.name, port);
    if (ports.size > MAX_PORTS) throw new UnreadableError(`it has more than ${MAX_PORTS} ${kind}`);
  }

  /** @param notInputs names of inputs that are none: they have a value in the graph */
  summary(notInputs: ReadonlySet<string> = new Set()): GraphSummary {
    return {
      operators: byName([...this.#operators].map(([name, count]) => ({ name, count }))),
      weights: [...this.#weights]
        .filter(([, { elements }]) => elements > 0)
        .map(([type, sum]) => ({ type, ...sum }))
        .toSorted((one, other) => (one.type < other.type ? -1 : 1)),
      versions: byName([...this.#versions].map(([name, version]) => ({ name, version }))),
      producer: this.producer,
      inputs: [...this.#ports.inputs.values()].filter(({ name }) => !notInputs.has(name)),
      outputs: [...this.#ports.outputs.values()],
    };
  }
}

function byName<T extends { readonly name: string }>(list: readonly T[]): readonly T[] {
  return list.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function refuseMany(size: number, what: string): void {
  if (size > MAX_KINDS) throw new UnreadableError(`it has more than ${MAX_KINDS} ${what}`);
}

/** The product of a shape. Throws where it is no size of a tensor. */
export function elementsOf(shape: readonly number[]): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(elements)) {
    throw new UnreadableError(`it has a tensor of the shape [${shape.slice(0, 8).join(', ')}]`);
  }
  return elements;
}
