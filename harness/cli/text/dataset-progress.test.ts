import { expect, test } from 'vitest';
import { datasetLine } from './dataset-progress.ts';

/** What is written while 10 images are read at so many milliseconds each. */
function written(isInteractive: boolean, msAnImage: number): string {
  let [text, now] = ['', 0];
  const write = (part: string): void => {
    text += part;
  };
  const line = datasetLine({
    terminal: { write, writeError: write, isInteractive, columns: null },
    clock: { now: () => new Date(now), monotonicMs: () => now, sleep: async () => {} },
  });
  for (let done = 1; done <= 10; done += 1) {
    now += msAnImage;
    line.onProgress({ step: 'images', done: done * 1000, total: 10_000 });
  }
  line.end();
  return text;
}

test('a log gets a line every half minute, and none for work that is soon done', () => {
  expect(written(false, 12_000)).toBe('images: 3,000 of 10,000\nimages: 6,000 of 10,000\nimages: 9,000 of 10,000\n');
  expect(written(false, 1)).toBe('');
});

test('where a person watches one line changes in place and ends with the step', () => {
  const text = written(true, 200);
  expect(text.split('\r').slice(1)).toHaveLength(10);
  expect(text.split('\n')).toHaveLength(2);
  expect(text.endsWith('\rimages: 10,000 of 10,000\u001b[K\n')).toBe(true);
});

test('files are reported in percent, an empty file as 100 %', () => {
  const lines: string[] = [];
  const write = (text: string): void => void lines.push(text);
  const { onProgress } = datasetLine({
    terminal: { write, writeError: write, isInteractive: true, columns: null },
    clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: async () => {} },
  });
  onProgress({ step: 'questions', done: 7, total: 7 });
  onProgress({ step: 'annotations', done: 0, total: 0 });
  expect(lines).toEqual(['\rquestions: 100 %\u001b[K\n', '\rannotations: 100 %\u001b[K\n']);
});
