/** What bash and zsh have in common: functions that look up what follows in a command line. */
import { allNodes, type CommandNode, isPlain, nameOf, type Values } from './command-tree.ts';

/** Both leave what they find in variables of their caller. */
export function posixTables(root: CommandNode): string {
  const nodes = allNodes(root);
  return `# What a command has: $1 is its path, as in 'baseline set'.
_fastvlm_bench_command() {
  case "$1" in
${nodes.map(commandCase).join('\n')}
  esac
}

# What completes the value of an option ('run --suite') or an argument ('waive #2'), counted from 1.
_fastvlm_bench_values() {
  case "$1" in
${valueCases(nodes).join('\n')}
  esac
}

# Finds where the last of these words is. The words before it are arguments of this function.
_fastvlm_bench_locate() {
  local fb_word fb_skip=''
  fb_path='' fb_place=1 fb_option=''
  _fastvlm_bench_command ''
  for fb_word in "$@"; do
    if [ -n "$fb_skip" ]; then
      fb_skip='' fb_option=''
      continue
    fi
    case "$fb_word" in
      --*=*) continue ;;
      -*)
        case " $fb_takes " in *" $fb_word "*) fb_skip=1 fb_option="$fb_word" ;; esac
        continue
        ;;
    esac
    case " $fb_subcommands " in
      *" $fb_word "*)
        fb_path="\${fb_path:+$fb_path }$fb_word" fb_place=1
        _fastvlm_bench_command "$fb_path"
        ;;
      *) fb_place=$((fb_place + 1)) ;;
    esac
  done
  fb_kind='' fb_words=''
  if [ -n "$fb_option" ]; then
    _fastvlm_bench_values "$fb_path $fb_option"
  else
    if [ "$fb_variadic" -gt 0 ] && [ "$fb_place" -gt "$fb_variadic" ]; then fb_place=$fb_variadic; fi
    _fastvlm_bench_values "$fb_path #$fb_place"
  fi
}
`;
}

function commandCase(node: CommandNode): string {
  const subcommands = node.subcommands.map(nameOf);
  const options = node.options.map(({ long }) => long);
  const takes = node.options.filter(({ values }) => values !== null).map(({ long }) => long);
  const variadic = node.arguments.findIndex(({ isVariadic }) => isVariadic) + 1;
  return `    '${node.path}')
      fb_subcommands='${subcommands.join(' ')}'
      fb_options='${options.join(' ')}'
      fb_takes='${takes.join(' ')}'
      fb_variadic=${variadic}
      ;;`;
}

/** Places with the same values share a case. */
function valueCases(nodes: readonly CommandNode[]): readonly string[] {
  const places = nodes.flatMap((node) => [
    ...node.options.map(({ long, values }) => ({ place: `${node.path} ${long}`, values })),
    ...node.arguments.map(({ values }, index) => ({ place: `${node.path} #${index + 1}`, values })),
  ]);
  const shared = Map.groupBy(
    places.filter(({ values }) => values !== null && values.kind !== 'text'),
    ({ values }) => JSON.stringify(values),
  );
  return [...shared].map(([values, own]) => {
    const patterns = own.map(({ place }) => `'${place}'`).join(' | ');
    return `    ${patterns}) ${assignment(JSON.parse(values))} ;;`;
  });
}

function assignment(values: Exclude<Values, { readonly kind: 'text' }>): string {
  const words = values.kind === 'folders' ? [] : values.words;
  return `fb_kind=${values.kind} fb_words='${words.filter(isPlain).join(' ')}'`;
}
