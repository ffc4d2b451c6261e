/** Test support: ONNX models, by the field numbers of onnx.proto. */
import { encode, type Message, packed } from './wire.fixture.ts';

export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT64 = 7;
export const FLOAT16 = 10;
export const INT4 = 22;

export type OnnxTensor = {
  readonly name: string;
  readonly type: number;
  readonly shape: readonly number[];
  /** Bytes of data inside; missing where the file of that name holds it. */
  readonly raw?: number;
  readonly file?: string;
};

export function tensor({ name, type, shape, raw, file }: OnnxTensor): Message {
  return [
    [1, packed(shape)],
    [2, type],
    [8, name],
    ...(raw === undefined ? [] : [[9, Buffer.alloc(raw, 0xff)] as const]),
    ...(file === undefined
      ? []
      : [
          [
            13,
            [
              [1, 'location'],
              [2, file],
            ],
          ] as const,
          [14, 1] as const,
        ]),
  ];
}

export function node(
  operator: string,
  options: {
    readonly domain?: string;
    readonly inputs?: readonly string[];
    readonly attributes?: readonly Message[];
  } = {},
): Message {
  return [
    ...(options.inputs ?? []).map((input) => [1, input] as const),
    [2, 'out'],
    [4, operator],
    ...(options.attributes ?? []).map((attribute) => [5, attribute] as const),
    ...(options.domain === undefined ? [] : [[7, options.domain] as const]),
  ];
}

export function port(name: string, type: number, shape: readonly (number | string)[]): Message {
  const dimensions = shape.map((size) => [1, [[typeof size === 'number' ? 1 : 2, size]]] as const);
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, type],
            [2, dimensions],
          ],
        ],
      ],
    ],
  ];
}

export type OnnxParts = {
  readonly nodes?: readonly Message[];
  readonly tensors?: readonly OnnxTensor[];
  readonly inputs?: readonly Message[];
  readonly outputs?: readonly Message[];
  /** Versions by domain. */
  readonly opsets?: Readonly<Record<string, number>>;
};

export function graph({ nodes = [], tensors = [], inputs = [], outputs = [] }: OnnxParts): Message {
  return [
    ...nodes.map((one) => [1, one] as const),
    [2, 'graph'],
    ...tensors.map((one) => [5, tensor(one)] as const),
    ...inputs.map((one) => [11, one] as const),
    ...outputs.map((one) => [12, one] as const),
  ];
}

export function onnxModel(parts: OnnxParts): Buffer {
  return encode([
    [1, 8],
    [2, 'pytorch'],
    [3, '2.5.0'],
    [7, graph(parts)],
    ...Object.entries(parts.opsets ?? { '': 17 }).map(
      ([domain, version]) =>
        [
          8,
          [
            [1, domain],
            [2, version],
          ],
        ] as [number, Message],
    ),
  ]);
}
