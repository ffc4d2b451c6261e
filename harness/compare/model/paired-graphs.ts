/** `name`: path of its file below the model folder. */
type Named = { readonly name: string };

/**
 * The graph of the baseline that each graph of the candidate takes the place of: the one of the same name, or else the only one
 * whose name differs in nothing but the number format at its end, as in `encoder.onnx` and `encoder_int8.onnx`.
 */
export function paired<Graph extends Named>(
  before: readonly Graph[],
  after: readonly Graph[],
): ReadonlyMap<Graph, Graph> {
  const pairs = new Map<Graph, Graph>();
  for (const graph of after) {
    const own = before.find(({ name }) => name === graph.name);
    if (own !== undefined) pairs.set(graph, own);
  }
  const taken = new Set(pairs.values());
  const left = Map.groupBy(
    before.filter((graph) => !taken.has(graph)),
    ({ name }) => stemOf(name),
  );
  const alone = Map.groupBy(
    after.filter((graph) => !pairs.has(graph)),
    ({ name }) => stemOf(name),
  );
  for (const [stem, [graph, another]] of alone) {
    const [other, more] = left.get(stem) ?? [];
    const isOnly = another === undefined && more === undefined;
    if (isOnly && graph !== undefined && other !== undefined) pairs.set(graph, other);
  }
  return pairs;
}

/** The number formats that exporters write at the end of a name. */
const FORMAT_SUFFIX = /[._-](?:fp32|fp16|bf16|f32|f16|int8|uint8|int4|uint4|q4f16|q4|q8|bnb4|quantized|palettized)$/i;

function stemOf(name: string): string {
  return name.replace(/\.[^./]+$/, '').replace(FORMAT_SUFFIX, '');
}
