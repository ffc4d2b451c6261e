import type { Argument, Command, Option } from 'commander';

/** What a shell can offer in a place. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Words, or a file: a policy has a name or lies in a file. */
  | { readonly kind: 'files'; readonly words: readonly string[] }
  | { readonly kind: 'folders' }
  /** Something that only a person knows. */
  | { readonly kind: 'text' };

/** A command as a shell completes it. */
export type CommandNode = {
  /** `baseline set`; empty for the command line itself. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly CommandNode[];
  readonly options: readonly OptionNode[];
  readonly arguments: readonly ArgumentNode[];
};

export type OptionNode = {
  /** `--suite`. */
  readonly long: string;
  readonly description: string;
  /** Null for an option without a value. */
  readonly values: Values | null;
};

export type ArgumentNode = { readonly values: Values; readonly isVariadic: boolean };

/** Words that are known without a phone. */
export type KnownWords = {
  readonly suites: readonly string[];
  readonly policies: readonly string[];
  readonly samples: readonly string[];
  readonly metrics: readonly string[];
  readonly scenarios: readonly string[];
  readonly devices: readonly string[];
};

/** All commands below one, with what completes each of their options and arguments. */
export function commandTree(root: Command, known: KnownWords): CommandNode {
  return nodeOf(root, '', known, root.commands);
}

function nodeOf(command: Command, path: string, known: KnownWords, all: readonly Command[]): CommandNode {
  const names = all.map((own) => own.name());
  return {
    path,
    description: command.description(),
    subcommands: command.commands.map((sub) => nodeOf(sub, `${path} ${sub.name()}`.trim(), known, all)),
    options: [...command.options.flatMap((option) => optionOf(option, path, known)), HELP],
    arguments: command.registeredArguments.map((argument) => ({
      values: path === 'help' ? { kind: 'words', words: names } : argumentValues(argument, path, known),
      isVariadic: argument.variadic,
    })),
  };
}

const HELP: OptionNode = { long: '--help', description: 'display help for command', values: null };

function optionOf(option: Option, path: string, known: KnownWords): readonly OptionNode[] {
  const { long, description, required, optional } = option;
  if (typeof long !== 'string') return [];
  return [{ long, description, values: required || optional ? optionValues(option, path, known) : null }];
}

/** What options of these names take, wherever they are. */
const OPTION_WORDS: Readonly<Record<string, keyof KnownWords>> = {
  '--suite': 'suites',
  '--device': 'devices',
  '--scenario': 'scenarios',
};

function optionValues({ long, flags, argChoices }: Option, path: string, known: KnownWords): Values {
  if (argChoices !== undefined) return { kind: 'words', words: argChoices };
  if (long === '--policy') return { kind: 'files', words: known.policies };
  if (path === 'demo' && long === '--candidate') return { kind: 'words', words: known.samples };
  const words = OPTION_WORDS[long ?? ''];
  if (words !== undefined) return { kind: 'words', words: known[words] };
  return placeholderValues(/<(.+?)(?:\.\.\.)?>/.exec(flags)?.[1] ?? '');
}

/** What arguments of these names are, wherever they are. */
const ARGUMENT_WORDS: Readonly<Record<string, keyof KnownWords>> = {
  metric: 'metrics',
  build: 'samples',
  id: 'devices',
};

function argumentValues(argument: Argument, path: string, known: KnownWords): Values {
  if (argument.argChoices !== undefined) return { kind: 'words', words: argument.argChoices };
  const words = ARGUMENT_WORDS[argument.name()];
  // The second run of `parity` and the candidate of `compare` are runs too.
  if (words === undefined && ['parity', 'compare'].includes(path)) return placeholderValues('run');
  return words === undefined ? placeholderValues(argument.name()) : { kind: 'words', words: known[words] };
}

/** A run may be a folder or a file, and so may a baseline. */
const FILES = new Set(['file', 'app.ipa', 'baseline', 'run', 'place', 'key']);

function placeholderValues(placeholder: string): Values {
  if (placeholder === 'folder') return { kind: 'folders' };
  return FILES.has(placeholder) ? { kind: 'files', words: [] } : { kind: 'text' };
}

/** A command and all below it. */
export function allNodes(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.subcommands.flatMap(allNodes)];
}

/** The last word of a path. */
export function nameOf({ path }: CommandNode): string {
  return path.slice(path.lastIndexOf(' ') + 1);
}

/** A name that needs quotes in a shell is not offered: it would end as several words, or as a command that the shell runs. */
export function isPlain(word: string): boolean {
  return /^[\w@.,:/+-]+$/.test(word);
}
