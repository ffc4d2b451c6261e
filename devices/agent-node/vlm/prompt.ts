import { Tokenizer } from '@huggingface/tokenizers';
import { AgentError } from '#devices/agent-node/agent-error.ts';
import { hasModelFile, readModelJson } from './model-json.ts';

const IMAGE = '<image>';

export type PromptTokens = {
  readonly ids: readonly number[];
  /** Where the image's features take the place of the one image token. */
  readonly imageIndex: number;
};

/** Text to token ids and back, with the conversation around a question that the model was trained on. */
export type Prompter = {
  tokenise(question: string): PromptTokens;
  /** An answer's text without special tokens. */
  text(ids: readonly number[]): string;
};

export function openPrompter(folder: string, configuredImageToken: number | null): Prompter {
  // Special tokens are in tokenizer.json as well; the chat template, which is not, is written down here.
  const config = hasModelFile(folder, 'tokenizer_config.json') ? readModelJson(folder, 'tokenizer_config.json') : {};
  const tokenizer = new Tokenizer(readModelJson(folder, 'tokenizer.json'), config);
  const imageToken = configuredImageToken ?? tokenizer.token_to_id(IMAGE);
  if (imageToken === undefined) throw new AgentError('MODEL_INVALID', `The tokenizer has no ${IMAGE} token.`);
  return {
    tokenise: (question) => tokenise(tokenizer, imageToken, question),
    text: (ids) => tokenizer.decode([...ids], { skip_special_tokens: true }).trim(),
  };
}

/** The ChatML conversation of Qwen2, which FastVLM's chat template renders with its default system prompt. */
export function conversation(question: string): string {
  return [
    '<|im_start|>system\nYou are a helpful assistant.<|im_end|>',
    `<|im_start|>user\n${IMAGE}\n${question}<|im_end|>`,
    '<|im_start|>assistant\n',
  ].join('\n');
}

function tokenise(tokenizer: Tokenizer, imageToken: number, question: string): PromptTokens {
  const { ids } = tokenizer.encode(conversation(question), { add_special_tokens: false });
  const imageIndex = ids.indexOf(imageToken);
  if (imageIndex === -1) throw new AgentError('MODEL_INVALID', `The tokenizer does not know ${IMAGE} as a token.`);
  return { ids, imageIndex };
}
