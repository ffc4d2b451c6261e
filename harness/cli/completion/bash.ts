import type { CommandNode } from './command-tree.ts';
import { posixTables } from './posix-tables.ts';

/** For bash 3.2, which macOS has, and later ones. */
export function bashScript(root: CommandNode): string {
  return `# Completes fastvlm-bench in bash.

${posixTables(root)}
_fastvlm_bench() {
  local cur="\${COMP_WORDS[COMP_CWORD]}"
  local fb_path fb_place fb_option fb_kind fb_words fb_subcommands fb_options fb_takes fb_variadic
  local fb_before fb_index IFS=$' \\t\\n'
  fb_before=()
  # bash splits --suite=latency into three words.
  for ((fb_index = 1; fb_index < COMP_CWORD; fb_index++)); do
    [ "\${COMP_WORDS[fb_index]}" = '=' ] || fb_before+=("\${COMP_WORDS[fb_index]}")
  done
  [ "$cur" = '=' ] && cur=''
  _fastvlm_bench_locate \${fb_before[@]+"\${fb_before[@]}"}
  COMPREPLY=()
  if [ -z "$fb_option" ] && [ "\${cur#-}" != "$cur" ]; then
    COMPREPLY=($(compgen -W "$fb_options" -- "$cur"))
    return
  fi
  if [ -z "$fb_option" ]; then fb_words="$fb_words $fb_subcommands"; fi
  COMPREPLY=($(compgen -W "$fb_words" -- "$cur"))
  # A name of a file may have spaces.
  IFS=$'\\n'
  case "$fb_kind" in
    files) COMPREPLY+=($(compgen -f -- "$cur")) ;;
    folders) COMPREPLY+=($(compgen -d -- "$cur")) ;;
    *) return ;;
  esac
  compopt -o filenames 2>/dev/null || true
}

complete -F _fastvlm_bench fastvlm-bench
`;
}
