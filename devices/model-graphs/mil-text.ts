import { milTextType } from './element-types.ts';
import { elementsOf, GraphTally, MAX_NAME_BYTES, MAX_RANK, type ReadGraph } from './graph-tally.ts';
import { MilTally, type MilTensor } from './mil-tally.ts';
import { UnreadableError } from './wire-reader.ts';

/** The longest statement: large constants lie in files of weights. */
const MAX_STATEMENT = 2 ** 20;
const MAX_ARGUMENTS = 10_000;

/**
 * Reads `model.mil`, the text of a compiled ML program (.mlmodelc), as it goes by. It is what Xcode packs into an app. The format is
 * not published: what follows is what the compiler writes, a statement a line.
 */
export class MilText {
  readonly #decoder = new TextDecoder();
  readonly #tally = new GraphTally();
  readonly #mil = new MilTally(this.#tally);
  #rest = '';
  #isProgram = false;
  #hasFunction = false;

  push(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
    if (this.#rest.length > MAX_STATEMENT) throw new UnreadableError('it has a statement that is too long');
  }

  end(): ReadGraph {
    this.#read(this.#rest);
    if (!this.#hasFunction) throw new UnreadableError('it has no function');
    return { summary: this.#tally.summary(), external: [] };
  }

  #read(line: string): void {
    const statement = line.trim();
    if (statement === '') return;
    if (!this.#isProgram) {
      if (!statement.startsWith('program(')) throw new UnreadableError('it is no ML program');
      this.#isProgram = true;
      return;
    }
    if (statement.startsWith('[buildInfo')) this.#readBuildInfo(statement);
    else if (statement.startsWith('func ')) this.#readFunction(statement);
    else if (statement.startsWith('} -> (')) this.#readOutputs(statement);
    else this.#readOperation(statement);
  }

  #readBuildInfo(statement: string): void {
    const said = (key: string): string | null => statement.split(`{"${key}", "`)[1]?.split('"')[0] ?? null;
    const version = said('coremltools-version');
    const compiler = said('coremlc-version');
    const parts = [version === null ? '' : `coremltools ${version}`, compiler === null ? '' : `coremlc ${compiler}`];
    this.#tally.producer =
      parts
        .filter((part) => part !== '')
        .join(', ')
        .slice(0, MAX_NAME_BYTES) || null;
  }

  #readFunction(statement: string): void {
    this.#hasFunction = true;
    this.#mil.beginFunction();
    const [, opset = ''] = /^func \w+<(\w+)>/.exec(statement) ?? [];
    if (opset !== '') this.#tally.addVersion('opset', opset);
    for (const [, type = '', sizes = '', name = ''] of statement.matchAll(
      /tensor<(\w{1,40}), ?\[([^\]]{0,1000})\]> (\w+)/g,
    )) {
      this.#tally.addPort('inputs', { name, type: milTextType(type), shape: sizes === '' ? [] : sizesOf(sizes) });
    }
  }

  /** Their types are those of the operations that give them, and are not kept. */
  #readOutputs(statement: string): void {
    for (const name of statement.slice('} -> ('.length, statement.lastIndexOf(')')).split(',')) {
      this.#tally.addPort('outputs', { name: name.trim().slice(0, MAX_NAME_BYTES), type: '', shape: null });
    }
  }

  #readOperation(statement: string): void {
    const at = statement.indexOf(' = ');
    const call = /^([\w.]+)\(/.exec(statement.slice(at + 3, at + 3 + MAX_NAME_BYTES));
    if (at < 0 || call === null) return;
    const [, operator = ''] = call;
    const target = /^(?:tensor<(\w{1,40}), ?\[([^\]]{0,1000})\]>|(\w{1,40})) (\w+)/.exec(statement.slice(0, at));
    const [, type, sizes = '', scalar = '', name = ''] = target ?? [];
    const output = target === null ? null : { name, tensor: tensorOf(type ?? scalar, sizes) };
    if (!operator.startsWith('constexpr_')) {
      this.#mil.add({ operator, output, takes: [], constants: [] });
      return;
    }
    const from = statement.slice(at);
    const constants = [...from.matchAll(/tensor<(\w{1,40}), ?\[([^\]]{0,1000})\]>\(/g)].map(([, of = '', size = '']) =>
      tensorOf(of, size),
    );
    const takes = [...from.matchAll(/= ?(\w+)(?=[,)])/g)].map(([, taken = '']) => taken);
    if (takes.length + constants.length > MAX_ARGUMENTS) {
      throw new UnreadableError(`an operator has more than ${MAX_ARGUMENTS} arguments`);
    }
    this.#mil.add({ operator, output, takes, constants });
  }
}

function tensorOf(type: string, sizes: string): MilTensor {
  const shape = sizes === '' ? [] : sizesOf(sizes);
  const fixed = shape.filter((size) => typeof size === 'number');
  return { type: milTextType(type), elements: fixed.length === shape.length ? elementsOf(fixed) : null };
}

function sizesOf(text: string): readonly (number | string)[] {
  const sizes = text.split(',').map((size) => size.trim());
  if (sizes.length > MAX_RANK) throw new UnreadableError(`it has a tensor of more than ${MAX_RANK} dimensions`);
  return sizes.map((size) => (/^\d+$/.test(size) ? Number(size) : '?'));
}
