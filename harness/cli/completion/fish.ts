import { allNodes, type CommandNode, isPlain, nameOf, type Values } from './command-tree.ts';

export function fishScript(root: CommandNode): string {
  const nodes = allNodes(root);
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `# Completes fastvlm-bench in fish.

# The commands of the line so far, as in 'baseline set'.
function __fastvlm_bench_path
  set -l known ${paths.join(' ')}
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$path $word")
    contains -- $next $known; and set path $next
  end
  echo $path
end

function __fastvlm_bench_at
  test (__fastvlm_bench_path) = "$argv[1]"
end

complete -c fastvlm-bench -f
${nodes.flatMap(linesOf).join('\n')}
`;
}

function linesOf(node: CommandNode): readonly string[] {
  const at = `complete -c fastvlm-bench -n ${quoted(`__fastvlm_bench_at ${quoted(node.path)}`)}`;
  return [
    ...node.subcommands.map((sub) => `${at} -a ${quoted(nameOf(sub))} -d ${quoted(sub.description)}`),
    ...node.options.map(
      ({ long, description, values }) =>
        `${at} -l ${long.slice('--'.length)}${values === null ? '' : ` -r${offered(values)}`} -d ${quoted(description)}`,
    ),
    ...node.arguments.flatMap(({ values }) => (values.kind === 'text' ? [] : `${at}${offered(values)}`)),
  ];
}

function offered(values: Values): string {
  switch (values.kind) {
    case 'text':
      return ' -f';
    case 'words':
      return ` -f -a ${quoted(plain(values))}`;
    case 'files':
      return ` -F${plain(values) === '' ? '' : ` -a ${quoted(plain(values))}`}`;
    case 'folders':
      return ` -f -a ${quoted('(__fish_complete_directories)')}`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, (character) => `\\${character}`)}'`;
}

function plain({ words }: { readonly words: readonly string[] }): string {
  return words.filter(isPlain).join(' ');
}
