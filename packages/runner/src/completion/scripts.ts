/** The shells whose lines are completed. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/*
 * Each asks `thaw __complete` with the words up to the cursor, the last as far as it is written. It answers with a line for
 * each candidate, `VALUE TAB DESCRIPTION`, and at last a line `:` with `files` or `folders` where the shell knows better
 * itself, and with `nospace` where a word goes on.
 */
const scripts: Readonly<Record<Shell, string>> = {
  // Bash takes `=` and `:` for the end of a word, so what stands before them in the word is taken off the candidates.
  bash: `# thaw completion for bash 4.4 or newer: eval "$(thaw completion bash)", for example in ~/.bashrc
# Divides a text as bash does: into words, without what quotes them, and the quote that is still open.
_thaw_split() {
  local text="$1" char word= begun= at
  words=() quote=
  for ((at = 0; at < \${#text}; at++)); do
    char="\${text:at:1}"
    if [[ $char == "$quote" ]]; then
      quote=
    elif [[ -z $quote && $char == [\\'\\"] ]]; then
      quote="$char" begun=1
    elif [[ $quote != "'" && $char == \\\\ ]]; then
      ((++at))
      word+="\${text:at:1}" begun=1
    elif [[ -z $quote && $char == [[:space:]] ]]; then
      [[ -n $begun ]] && words+=("$word")
      word= begun=
    else
      word+="$char" begun=1
    fi
  done
  words+=("$word")
}
_thaw() {
  local line="\${COMP_LINE:0:COMP_POINT}" current="\${COMP_WORDS[COMP_CWORD]}" quote reply value prefix
  local -a words=() answer=()
  [[ $current == [=:] ]] && current=
  _thaw_split "$current"
  current="\${words[-1]}"
  # Words as a person has written them: those that bash has divided at = and : are whole.
  _thaw_split "\${line#"\${COMP_WORDS[0]}"}"
  prefix="\${words[-1]%"$current"}"
  mapfile -t answer < <(thaw __complete "\${words[@]}" 2>/dev/null)
  COMPREPLY=()
  for reply in "\${answer[@]}"; do
    case $reply in
      :*nospace*) compopt -o nospace ;;&
      :*files*) compopt -o default ;;
      :*folders*) compopt -o dirnames ;;
      :*) ;;
      *)
        value="\${reply%%$'\\t'*}"
        value="\${value#"$prefix"}"
        # Between quotes nothing needs another.
        [[ -n $quote ]] || printf -v value %q "$value"
        COMPREPLY+=("$value")
        ;;
    esac
  done
  ((\${#COMPREPLY[@]} > 1)) && compopt -o nosort 2>/dev/null
  return 0
}
complete -F _thaw thaw
`,
  zsh: `#compdef thaw
# thaw completion for zsh: source <(thaw completion zsh), after compinit, for example in ~/.zshrc
_thaw() {
  local line
  local -a typed answer values shown options
  typed=("\${(@Q)words[2,CURRENT]}")
  # A quote that is still open stays.
  typed[-1]=\${typed[-1]#[\\"\\']}
  answer=("\${(@f)$(thaw __complete "\${typed[@]}" 2>/dev/null)}")
  for line in $answer; do
    case $line in
      (:*files*) _files; return ;;
      (:*folders*) _files -/; return ;;
      (:*nospace*) options=(-S '') ;;
      (:*) ;;
      (*)
        values+=("\${line%%$'\\t'*}")
        [[ $line == *$'\\t'* ]] && shown+=("\${line%%$'\\t'*} -- \${line#*$'\\t'}") || shown+=("$line")
        ;;
    esac
  done
  compadd -V thaw -l -d shown "\${options[@]}" -a values
}
if [[ $funcstack[1] == _thaw ]]; then _thaw "$@"; else compdef _thaw thaw; fi
`,
  fish: `# thaw completion for fish: thaw completion fish > ~/.config/fish/completions/thaw.fish
function __thaw_complete
    set -l token "$(commandline --current-token --cut-at-cursor)"
    # What is still open cannot be unescaped.
    set -l current (string unescape -- "$token")
    test -n "$current"; or set current (string trim --left --chars "\\"'" -- "$token")
    set -l words (commandline --cut-at-cursor --tokenize) "$current"
    set -l answer (thaw __complete $words[2..-1] 2>/dev/null)
    switch "$answer[-1]"
        case '*files*'
            __fish_complete_path "$current"
        case '*folders*'
            __fish_complete_directories "$current" ''
        case '*'
            string match --invert --regex '^:' -- $answer
    end
end
complete --command thaw --no-files --keep-order --arguments '(__thaw_complete)'
`,
};

/** What a shell has to read so that it completes `thaw`. */
export const scriptFor = (shell: Shell): string => scripts[shell];
