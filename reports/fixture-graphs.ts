/** Test support: the networks of the builds of made-up runs. */
import type { GraphSummary, ModelGraph } from '#harness/domain/model-graph.ts';

const LANGUAGE: GraphSummary = {
  operators: [
    { name: 'Add', count: 96 },
    { name: 'MatMul', count: 217 },
  ],
  weights: [{ type: 'f16', elements: 240_000_000, bytes: 480_000_000 }],
  versions: [{ name: 'ai.onnx', version: '17' }],
  producer: 'pytorch 2.5.0',
  inputs: [{ name: 'inputs_embeds', type: 'f32', shape: ['batch', 'sequence', 896] }],
  outputs: [{ name: 'logits', type: 'f32', shape: ['batch', 'sequence', 151_936] }],
};

const VISION: GraphSummary = {
  operators: [
    { name: 'Conv', count: 64 },
    { name: 'Gelu', count: 20 },
    { name: 'MatMul', count: 24 },
  ],
  weights: [
    { type: 'f16', elements: 62_900_000, bytes: 125_800_000 },
    { type: 'i64', elements: 40, bytes: 320 },
  ],
  versions: [{ name: 'ai.onnx', version: '17' }],
  producer: 'pytorch 2.5.0',
  inputs: [{ name: 'pixel_values', type: 'f32', shape: ['batch', 3, 1024, 1024] }],
  outputs: [{ name: 'image_features', type: 'f32', shape: ['batch', 256, 896] }],
};

/** Half of its weights in four bits, and another exporter. */
const VISION_INT4: GraphSummary = {
  ...VISION,
  operators: [
    { name: 'Conv', count: 64 },
    { name: 'DequantizeLinear', count: 24 },
    { name: 'Erf', count: 20 },
    { name: 'MatMul', count: 24 },
    { name: 'Mul', count: 40 },
  ],
  weights: [
    { type: 'f16', elements: 33_200_000, bytes: 66_400_000 },
    { type: 'i4', elements: 29_652_000, bytes: 14_826_000 },
    { type: 'i64', elements: 64, bytes: 512 },
  ],
  versions: [{ name: 'ai.onnx', version: '21' }],
  producer: 'pytorch 2.6.0',
};

export function graphs(role: 'baseline' | 'candidate'): readonly ModelGraph[] {
  const isCandidate = role === 'candidate';
  return [
    graph('language.onnx', 480_112_640, LANGUAGE),
    graph('vision.onnx', isCandidate ? 81_226_752 : 125_829_120, isCandidate ? VISION_INT4 : VISION),
  ];
}

function graph(name: string, bytes: number, summary: GraphSummary): ModelGraph {
  return { name, format: 'ONNX', files: [name], bytes, content: { kind: 'read', summary } };
}
