import type { CommandNode } from './command-tree.ts';
import { posixTables } from './posix-tables.ts';

export function zshScript(root: CommandNode): string {
  return `#compdef fastvlm-bench
# Completes fastvlm-bench in zsh.

${posixTables(root)}
_fastvlm_bench() {
  local fb_path fb_place fb_option fb_kind fb_words fb_subcommands fb_options fb_takes fb_variadic
  _fastvlm_bench_locate "\${(@)words[2,CURRENT-1]}"
  if [ -z "$fb_option" ] && [[ "\${words[CURRENT]}" == -* ]]; then
    # The value of --suite=latency.
    if [[ "\${words[CURRENT]}" == --*=* ]]; then
      _fastvlm_bench_locate "\${(@)words[2,CURRENT-1]}" "\${words[CURRENT]%%=*}"
      compset -P '*='
    else
      compadd -- \${=fb_options}
      return
    fi
  fi
  if [ -z "$fb_option" ]; then compadd -- \${=fb_subcommands}; fi
  compadd -- \${=fb_words}
  case "$fb_kind" in
    files) _files ;;
    folders) _files -/ ;;
  esac
}

# Where it is read as a file of $fpath, the first completion calls it; elsewhere it is registered here.
if [ "\${funcstack[1]:-}" = "_fastvlm-bench" ]; then
  _fastvlm_bench "$@"
else
  compdef _fastvlm_bench fastvlm-bench
fi
`;
}
