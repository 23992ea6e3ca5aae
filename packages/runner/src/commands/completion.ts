import { defineCommand } from '../cli/command.js';
import { scriptFor, shells } from '../completion/scripts.js';

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print what a shell reads to complete thaw: commands, options, specs, runs, settings',
  options: {
    shell: {
      kind: 'choice',
      choices: shells,
      required: true,
      positional: true,
      description: 'Which shell',
    },
  },
  examples: [
    'eval "$(thaw completion bash)"   # in ~/.bashrc',
    'source <(thaw completion zsh)    # in ~/.zshrc, after compinit',
    'thaw completion fish > ~/.config/fish/completions/thaw.fish',
  ],
  run({ shell }, context) {
    context.stdout.write(scriptFor(shell));
    return Promise.resolve(0 as const);
  },
});
