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
  bash: `# thaw completion for bash: eval "$(thaw completion bash)", for example in ~/.bashrc
_thaw() {
  local line="\${COMP_LINE:0:COMP_POINT}" current="\${COMP_WORDS[COMP_CWORD]}" word reply value prefix
  [[ $current == [=:] ]] && current=
  word="\${line##*[[:space:]]}"
  prefix="\${word%"$current"}"
  local -a words=() answer=()
  # Words as a person has written them: those that bash has divided at = and : are joined again.
  read -ra words <<<"\${line#"\${COMP_WORDS[0]}"}"
  [[ -z $word ]] && words+=("")
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
        COMPREPLY+=("$(printf %q "\${value#"$prefix"}")")
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
  local -a answer values shown options
  answer=("\${(@f)$(thaw __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
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
    set -l words (commandline --cut-at-cursor --tokenize) (commandline --current-token --cut-at-cursor)
    set -l answer (thaw __complete $words[2..-1] 2>/dev/null)
    switch "$answer[-1]"
        case '*files*'
            __fish_complete_path (commandline --current-token --cut-at-cursor)
        case '*folders*'
            __fish_complete_directories (commandline --current-token --cut-at-cursor) ''
        case '*'
            string match --invert --regex '^:' -- $answer
    end
end
complete --command thaw --no-files --keep-order --arguments '(__thaw_complete)'
`,
};

/** What a shell has to read so that it completes `thaw`. */
export const scriptFor = (shell: Shell): string => scripts[shell];
