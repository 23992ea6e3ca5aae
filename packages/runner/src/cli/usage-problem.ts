import { didYouMean, type Problem } from '@thaw/core';
import type { CommanderError } from 'commander';
import type { Command } from './command.js';
import { flagOf } from './flag.js';

/** What is wrong with how Thaw was called, as Commander found it, said as everything else that is wrong. */
export function usageProblem(
  error: CommanderError,
  [name = '']: readonly string[],
  commands: readonly Command[],
): Problem {
  const command = commands.find((candidate) => candidate.name === name);
  const help = `see thaw ${command ? `${name} ` : ''}--help`;
  const found = /'([^']*)'/.exec(error.message)?.[1];
  // Commander's sentence, without its label and its own guess at what was meant.
  const said = error.message.replace(/^error: /, '').replace(/\n\(Did you mean[^]*$/, '');
  switch (error.code) {
    case 'commander.unknownCommand': {
      const names = commands.map((candidate) => candidate.name);
      return {
        code: 'THAW-CLI-UNKNOWN-COMMAND',
        message: `thaw has no command ${found}`,
        expected: `one of ${names.join(', ')}`,
        ...(found !== undefined && { found }),
        remedy: didYouMean(found ?? '', names) ?? help,
      };
    }
    case 'commander.unknownOption': {
      const flags = ['--help', ...Object.keys(command?.options ?? {}).map((option) => flagOf(option))];
      return {
        code: 'THAW-CLI-UNKNOWN-OPTION',
        message: `thaw ${command ? name : ''} has no option ${found}`.replace('  ', ' '),
        ...(command && { expected: `one of ${flags.join(', ')}` }),
        ...(found !== undefined && { found }),
        remedy: didYouMean(found ?? '', flags) ?? help,
      };
    }
    case 'commander.excessArguments':
      return { code: 'THAW-CLI-TOO-MANY-ARGUMENTS', message: said, remedy: help };
    default:
      return { code: 'THAW-CLI-BAD-VALUE', message: said, remedy: help };
  }
}
