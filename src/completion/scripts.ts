/*
 * The scripts that a shell loads. Each asks `exo-di complete -- WORDS…` and offers what is printed; see `answer.ts`.
 * They are our own: names come from the service, where others choose them, and so nothing that was typed or answered
 * may ever be evaluated, and what is inserted must be quoted.
 */

/** bash 3.2 and newer; needs no bash-completion. */
const BASH = `# bash completion for exo-di
_exo_di() {
  local words=() word last= i line directive=4 flagged= lines=()
  # bash takes words apart at = and : as well; they are put together again.
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 1 && \${#words[@]} > 0)) && [[ $word == [=:]* || \${COMP_WORDS[i - 1]} == *[=:] ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words+=("$word")
    fi
  done
  last=\${words[\${#words[@]} - 1]}
  while IFS= read -r line; do lines+=("$line"); done < <(exo-di complete --raw -- "\${words[@]}" 2>/dev/null)
  COMPREPLY=()
  ((\${#lines[@]} > 0)) || return 0
  directive=\${lines[\${#lines[@]} - 1]#:}
  # What stands before the part that bash replaces is there already.
  word=\${COMP_WORDS[COMP_CWORD]}
  [[ $word == [=:] ]] && word=
  flagged=\${last%"$word"}
  [[ $flagged == -*=* ]] && flagged=\${flagged#*=}
  for ((i = 0; i < \${#lines[@]} - 1; i++)); do
    line=\${lines[i]%%$'\\t'*}
    case $last in
      *[\\'\\"]*) ;;
      *) printf -v line %q "$line" ;;
    esac
    COMPREPLY+=("\${line#"$flagged"}")
  done
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  ((directive & 4)) && compopt +o default 2>/dev/null
  return 0
}
complete -o default -F _exo_di exo-di
`;

const ZSH = `#compdef exo-di
_exo_di() {
  local -a lines pairs
  local line
  local -i directive=4
  lines=("\${(@f)$(exo-di complete --raw -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ \${lines[-1]} == :<-> ]] || return 1
  directive=\${lines[-1]#:}
  [[ $PREFIX == --*=* ]] && compset -P 1 '*='
  for line in "\${(@)lines[1,-2]}"; do
    if [[ $line == *$'\\t'* ]]; then
      pairs+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      pairs+=("\${line//:/\\\\:}")
    fi
  done
  if ((!(directive & 4))); then
    _files
  elif ((directive & 2)); then
    _describe -V exo-di pairs -S ''
  else
    _describe -V exo-di pairs
  fi
}
if [[ \${funcstack[1]} == _exo-di ]]; then
  _exo_di "$@"
else
  compdef _exo_di exo-di
fi
`;

const FISH = `# fish completion for exo-di
function __exo_di_complete
    set -l typed (commandline -ct)
    set -l before (commandline -opc)
    set -l lines (exo-di complete --raw -- (string escape --no-quoted -- $before[2..-1]) "$typed" 2>/dev/null)
    or return
    set -l flag (string match -r -- '^--[^=]*=' "$typed")
    if test "$lines[-1]" = ':0'
        for path in (__fish_complete_path (string replace -r -- '^--[^=]*=' '' "$typed"))
            echo -- "$flag$path"
        end
        return
    end
    for line in $lines[1..-2]
        echo -- "$flag$line"
    end
end
complete -c exo-di -e
complete -c exo-di -k -f -a '(__exo_di_complete)'
`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
export type Shell = keyof typeof SCRIPTS;
