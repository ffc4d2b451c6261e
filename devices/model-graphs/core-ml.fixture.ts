/** Test support: Core ML models, by the field numbers of Model.proto and MIL.proto. */
import { encode, type Message } from './wire.fixture.ts';

export const F16 = 10;
export const U8 = 31;
export const U4 = 35;
export const STRING = 2;

type Tensor = readonly [type: number, shape: readonly (number | '?')[]];

function typeOf([type, shape]: Tensor): Message {
  const dimensions = shape.map((size) => [3, size === '?' ? [[2, []]] : [[1, [[1, size]]]]] as [number, Message]);
  return [[1, [[1, type], [2, shape.length], ...dimensions]]];
}

/** A value that lies in weight.bin. */
function blob(tensor: Tensor): Message {
  return [
    [2, typeOf(tensor)],
    [
      5,
      [
        [1, '@model_path/weights/weight.bin'],
        [2, 64],
      ],
    ],
  ];
}

export type MilOp = {
  readonly type: string;
  readonly output: readonly [name: string, ...Tensor];
  /** Values by the name of the argument: the name of another value, or a constant. */
  readonly inputs?: Readonly<Record<string, string | Tensor>>;
  readonly attributes?: Readonly<Record<string, Tensor>>;
  readonly blocks?: readonly (readonly MilOp[])[];
};

function operation({ type, output, inputs = {}, attributes = {}, blocks = [] }: MilOp): Message {
  const [name, ...tensor] = output;
  return [
    [1, type],
    ...Object.entries(inputs).map(([key, value]) => {
      const binding: Message = typeof value === 'string' ? [[1, value]] : [[2, blob(value)]];
      return [
        2,
        [
          [1, key],
          [2, [[1, binding]]],
        ],
      ] as [number, Message];
    }),
    [
      3,
      [
        [1, name],
        [2, typeOf(tensor)],
      ],
    ],
    ...blocks.map((ops) => [4, block(ops)] as const),
    ...Object.entries(attributes).map(
      ([key, value]) =>
        [
          5,
          [
            [1, key],
            [2, blob(value)],
          ],
        ] as [number, Message],
    ),
  ];
}

function block(ops: readonly MilOp[]): Message {
  return [[2, 'out'], ...ops.map((op) => [3, operation(op)] as const)];
}

export function mlProgram(ops: readonly MilOp[]): Buffer {
  const main: Message = [
    [2, 'CoreML7'],
    [
      3,
      [
        [1, 'CoreML7'],
        [2, block(ops)],
      ],
    ],
  ];
  const arrays: Message = [
    [1, 1],
    [1, 3],
    [2, 65552],
  ];
  return encode([
    [1, 8],
    [
      2,
      [
        [
          1,
          [
            [1, 'image'],
            [
              3,
              [
                [
                  4,
                  [
                    [1, 1024],
                    [2, 768],
                    [3, 20],
                  ],
                ],
              ],
            ],
          ],
        ],
        [
          10,
          [
            [1, 'features'],
            [3, [[5, arrays]]],
          ],
        ],
        [
          100,
          [
            [3, 'somebody'],
            [
              100,
              [
                [1, 'com.github.apple.coremltools.version'],
                [2, '8.1'],
              ],
            ],
            [
              100,
              [
                [1, 'com.github.apple.coremltools.source'],
                [2, 'torch==2.5.0'],
              ],
            ],
          ],
        ],
      ],
    ],
    [
      502,
      [
        [1, 1],
        [
          2,
          [
            [1, 'main'],
            [2, main],
          ],
        ],
      ],
    ],
  ]);
}
