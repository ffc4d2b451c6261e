import { array, assert, asyncProperty, integer, string } from 'fast-check';
import { expect, test } from 'vitest';
import { type LineReading, textLines } from './text-lines.ts';

const reading = (mostCharacters: number): LineReading => ({
  isMarkKept: false,
  isEmptyEndKept: true,
  mostCharacters,
  tooLong: () => new Error('too long'),
});

async function all(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

test('the lines are those of the whole text, wherever its chunks end', async () => {
  const text = string({ unit: 'binary' }).map((own) => own.replaceAll(/[\r-]/g, '\n').replace(/^\uFEFF/, ''));
  await assert(
    asyncProperty(text, array(integer({ min: 0, max: 5 })), async (own, sizes) => {
      const lines = await all(textLines(inChunks(Buffer.from(own), sizes), reading(1000)));
      expect(lines).toEqual(Buffer.from(own).toString('utf8').split('\n'));
    }),
  );
});

test('a text that ends with the end of a line has an empty line behind it only for who asks for one', async () => {
  const linesOf = async (isEmptyEndKept: boolean): Promise<readonly string[]> =>
    all(textLines(inChunks(Buffer.from('a\n\nb\n'), []), { ...reading(10), isEmptyEndKept }));
  expect(await linesOf(true)).toEqual(['a', '', 'b', '']);
  expect(await linesOf(false)).toEqual(['a', '', 'b']);
});

test('a line without an end is refused before all of it is read', async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; read < 100; read += 1) yield Buffer.from('0123456789');
  }
  await expect(all(textLines(endless(), reading(35)))).rejects.toThrow('too long');
  expect(read).toBe(3);
});

test('what is not UTF-8 is no text', async () => {
  await expect(all(textLines(inChunks(Uint8Array.of(0xc3), []), reading(10)))).rejects.toThrow(TypeError);
});
