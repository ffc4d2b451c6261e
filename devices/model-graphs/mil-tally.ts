import { isParameterType, type StoredWeights } from '#harness/domain/model-graph.ts';
import { bytesOf } from './element-types.ts';
import type { GraphTally } from './graph-tally.ts';
import { UnreadableError } from './wire-reader.ts';

const MAX_VALUES = 500_000;

/** A tensor by its type; null stands for a size that is not fixed. */
export type MilTensor = { readonly type: string; readonly elements: number | null };

export type MilOperation = {
  readonly operator: string;
  /** Name and type of the first value that it gives. */
  readonly output: { readonly name: string; readonly tensor: MilTensor } | null;
  /** Names of the values that it takes. */
  readonly takes: readonly string[];
  /** Constants that are written into it. */
  readonly constants: readonly MilTensor[];
};

/**
 * Counts the operations of an ML program. What a `constexpr_…` operation unfolds counts as its output, with the bytes of what it
 * unfolds, wherever that is written.
 */
export class MilTally {
  readonly #tally: GraphTally;
  /** Constants by their names, while an operation may still unfold them. */
  readonly #values = new Map<string, StoredWeights>();

  constructor(tally: GraphTally) {
    this.#tally = tally;
  }

  /** Names are unique within a function only. */
  beginFunction(): void {
    this.#values.clear();
  }

  add({ operator, output, takes, constants }: MilOperation): void {
    this.#tally.addOperator(operator);
    if (operator === 'const') {
      const stored = output === null ? null : storedOf(output.tensor);
      if (stored !== null) this.#keep(output?.name, stored);
      return;
    }
    const own = constants.flatMap((tensor) => storedOf(tensor) ?? []);
    if (!operator.startsWith('constexpr_')) {
      for (const stored of own) this.#tally.addWeights(stored);
      return;
    }
    let bytes = own.reduce((sum, stored) => sum + stored.bytes, 0);
    for (const name of takes) {
      const stored = this.#values.get(name);
      if (stored === undefined) continue;
      this.#values.delete(name);
      this.#tally.addWeights({ ...stored, elements: -stored.elements, bytes: -stored.bytes });
      bytes += stored.bytes;
    }
    this.#keep(output?.name, { type: operator, elements: output?.tensor.elements ?? 0, bytes });
  }

  #keep(name: string | undefined, stored: StoredWeights): void {
    this.#tally.addWeights(stored);
    if (name === undefined) return;
    this.#values.set(name, stored);
    if (this.#values.size > MAX_VALUES) throw new UnreadableError(`it has more than ${MAX_VALUES} constants`);
  }
}

/** Null for what is no parameter, such as an axis or a name. */
function storedOf({ type, elements }: MilTensor): StoredWeights | null {
  if (elements === null || !isParameterType(type)) return null;
  return { type, elements, bytes: bytesOf(type, elements) ?? 0 };
}
