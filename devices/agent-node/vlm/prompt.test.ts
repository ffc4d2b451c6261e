import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { conversation, openPrompter } from './prompt.ts';

const NANO = join(import.meta.dirname, '../../virtual-iphone/app/models/nano');
const IMAGE_TOKEN = 344;

test('a question stands in the conversation of the chat template, after the image', () => {
  expect(conversation('Is there a star?')).toBe(
    '<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n<|im_start|>user\n<image>\nIs there a star?<|im_end|>\n<|im_start|>assistant\n',
  );
});

test("the model's own chat template has the same system prompt and the same marks", () => {
  const template = (JSON.parse(readFileSync(join(NANO, 'tokenizer_config.json'), 'utf8')) as { chat_template: string })
    .chat_template;
  expect(template).toContain('<|im_start|>system\\nYou are a helpful assistant.<|im_end|>\\n');
  expect(template).toContain('<|im_start|>assistant\\n');
});

test('a prompt has one image token, and every word of a known question is one token', () => {
  const { ids, imageIndex } = openPrompter(NANO, IMAGE_TOKEN).tokenise('Is there a square?');
  expect(ids[imageIndex]).toBe(IMAGE_TOKEN);
  expect(ids.filter((id) => id === IMAGE_TOKEN)).toHaveLength(1);
  const { model } = JSON.parse(readFileSync(join(NANO, 'tokenizer.json'), 'utf8')) as {
    model: { vocab: Record<string, number> };
  };
  // The vocabulary writes a line break as Ċ and a leading blank as Ġ.
  const words = ['Ċ', 'Is', 'Ġthere', 'Ġa', 'Ġsquare', '?'].map((word) => model.vocab[word]);
  expect(ids.slice(imageIndex + 1, imageIndex + 1 + words.length)).toEqual(words);
});

test('the image token comes from the tokenizer where the configuration has none', () => {
  const prompt = openPrompter(NANO, null).tokenise('What color is the circle?');
  expect(prompt).toEqual(openPrompter(NANO, IMAGE_TOKEN).tokenise('What color is the circle?'));
});

test('tokens become text without the marks of the conversation', () => {
  expect(openPrompter(NANO, IMAGE_TOKEN).text([319, 268, 343])).toBe('blue circle');
});
