import type { Shell } from './shells.js';

/*
 * The scripts that shells load. Each runs `exo-di complete -- WORDS…` and offers what it prints; see `answer-tab.ts`. They
 * are written by us because names come from the service, where other people choose them: nothing that was typed or
 * answered may be evaluated, and what is inserted must be quoted.
 */

/** For bash 3.2 and newer. It does not need bash-completion. */
const BASH = `# bash completion for exo-di
_exo_di() {
  local line lines=() directive
  while IFS= read -r line; do lines+=("\${line%%$'\\t'*}"); done \\
    < <(exo-di complete --bash "$COMP_WORDBREAKS" -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=()
  ((\${#lines[@]} > 0)) || return 0
  directive=\${lines[\${#lines[@]} - 1]#:}
  # Ready to be inserted: quoted, and without what stands before the part that bash replaces.
  COMPREPLY=("\${lines[@]:0:\${#lines[@]} - 1}")
  ((directive & 2)) && compopt -o nospace 2>/dev/null
  ((directive & 4)) && compopt +o default 2>/dev/null
  return 0
}
complete -o default -F _exo_di exo-di
`;

const ZSH = `#compdef exo-di
_exo_di() {
  local -a lines values shown how
  local line
  local -i directive=4 width=0
  lines=("\${(@f)$(exo-di complete --raw -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  [[ \${lines[-1]} == :<-> ]] || return 1
  directive=\${lines[-1]#:}
  [[ $PREFIX == --*=* ]] && compset -P 1 '*='
  if ((!(directive & 4))); then
    # The prefix of a short flag is no part of the path.
    compset -P '-[^-]=' || compset -P '-[^-]'
    _files
    return
  fi
  values=("\${(@)lines[1,-2]%%$'\\t'*}")
  ((\${#values} > 0)) || return 1
  for line in "\${(@)values}"; do ((\${(m)#line} > width && (width = \${(m)#line}))); done
  for line in "\${(@)lines[1,-2]}"; do
    if [[ $line == *$'\\t'* ]]; then
      shown+=("\${(mr:width:)line%%$'\\t'*}  -- \${line#*$'\\t'}")
      how=(-l)
    else
      shown+=("$line")
    fi
  done
  ((directive & 2)) && how+=(-S '')
  # Quoted by zsh itself, for the quote that the cursor stands in.
  compadd "\${(@)how}" -V exo-di -d shown -a values
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
    if test "$lines[-1]" = ':0'
        # The path with its quotes, as for a command that fish does not know.
        set -l parts (string match -r -- '^(--[^=]*=|-[^-]=?|)(.*)$' "$typed")
        for path in (complete -C "'' $parts[3]")
            echo -- "$parts[2]$path"
        end
        return
    end
    set -l flag (string match -r -- '^--[^=]*=' "$typed")
    for line in $lines[1..-2]
        echo -- "$flag$line"
    end
end
complete -c exo-di -e
complete -c exo-di -k -f -a '(__exo_di_complete)'
`;

/** For Windows PowerShell 5.1 and newer; see `powershell.ts`. */
const POWERSHELL = `# PowerShell completion for exo-di
Register-ArgumentCompleter -Native -CommandName exo-di -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # Each word goes behind a =, so that none is empty: Windows PowerShell passes no empty ones on.
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { '=' + $_.Extent.Text })
    $words += '=' + $wordToComplete
    $encoding = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $lines = @(exo-di complete --powershell -- @words 2>$null)
    } finally {
        [Console]::OutputEncoding = $encoding
    }
    # Files are what PowerShell offers by itself where nothing is answered.
    if ($lines.Count -eq 0 -or $lines[-1] -eq ':0') { return }
    if ($lines.Count -eq 1) { return '' }
    $lines | Select-Object -SkipLast 1 | ForEach-Object {
        # Ready to be inserted: quoted by exo-di.
        $value, $about = $_ -split "\`t", 2
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};
