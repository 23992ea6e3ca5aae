import { Command as Program, CommanderError, InvalidArgumentError, Option as Flag } from 'commander';
import type { Command, CommandContext, ExitCode } from './command.js';
import { flagOf } from './flag.js';
import { reportProblems, runCommand } from './run-command.js';
import { usageProblem } from './usage-problem.js';

/** Runs the command line `arguments_`, without `node` and the script, and says how it ended. */
export async function runCommandLine(
  arguments_: readonly string[],
  commands: readonly Command[],
  version: string,
  context: CommandContext,
): Promise<ExitCode> {
  let exitCode: ExitCode = 0;
  const program = createProgram(commands, version, context, (code) => (exitCode = code));
  try {
    await program.parseAsync([...arguments_], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end as errors with exit code 0, help that nobody asked for with another; both are printed by then.
    if (error.exitCode === 0) return 0;
    if (error.code !== 'commander.help') {
      const json = arguments_.includes('--json');
      reportProblems([usageProblem(error, arguments_, commands)], { json, context });
    }
    return 2;
  }
}

function createProgram(
  commands: readonly Command[],
  version: string,
  context: CommandContext,
  onExitCode: (code: ExitCode) => void,
): Program {
  const program = new Program('thaw')
    .description('Transfer learning as a declarative experiment.')
    .version(version, '-V, --version', 'Print the version')
    .helpOption('-h, --help', 'Print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Errors are said as all others of Thaw, by whoever catches them.
      outputError: () => {},
    });
  for (const command of commands) {
    const subcommand = program
      .command(command.name)
      .description(`${command.summary}.`)
      .helpOption('-h, --help', 'Print this help')
      .allowExcessArguments(false)
      .addHelpText('after', () =>
        ['', 'Examples:', ...command.examples.map((line) => `  ${line}`)].join('\n'),
      )
      .action(async () => onExitCode(await runCommand(command, rawValues(subcommand, command), context)));
    for (const flag of flagsOf(command)) subcommand.addOption(flag);
    const [name, option] = positionalOf(command) ?? [];
    if (option) subcommand.argument(option.many ? `[${name}...]` : `[${name}]`, option.description);
  }
  return program;
}

const positionalOf = (command: Command) =>
  Object.entries(command.options).find(([, { positional }]) => positional);

/** What a flag says counts more than what stands alone. */
function rawValues(program: Program, command: Command): Readonly<Record<string, unknown>> {
  const [name, option] = positionalOf(command) ?? [];
  const value = option?.many ? program.args : program.args[0];
  return { ...(name !== undefined && { [name]: value }), ...program.opts() };
}

const flagsOf = (command: Command): readonly Flag[] =>
  Object.entries(command.options).map(([name, option]) => {
    const required = option.required ? ' (required)' : '';
    const flag = new Flag(flagOf(name, option), option.description + required);
    // Commander would make of --no-sharing an option `sharing` that is true unless it is given.
    flag.negate = false;
    if (option.kind === 'flag') return flag;
    return flag.argParser<string | string[]>((value, earlier) => {
      if (value.startsWith('--')) throw new InvalidArgumentError('A value was expected, not another option.');
      return option.many ? [...(earlier ?? []), value] : value;
    });
  });
