import type { ExecutorContext } from '@nx/devkit';
import { loadCommand, type CommandName } from '../cli/commands.js';
import { runCommand } from '../cli/run-command.js';
import { exitInterrupted, inShell } from '../cli/shell.js';
import { inPlace, optionsOf } from '../nx/target-options.js';
import { takeCtrlC } from './take-ctrl-c.js';

type Context = Pick<ExecutorContext, 'root' | 'target' | 'configurationName'>;

/**
 * Runs a command as an Nx task. Nx starts the task's process in the folder the user stands in. Nx makes 1 of whatever an
 * executor says has failed; that a command was interrupted only the exit code of the process tells.
 */
export async function runExecutor(
  name: CommandName,
  given: Readonly<Record<string, unknown>>,
  { root, target, configurationName }: Context,
): Promise<{ readonly success: boolean }> {
  takeCtrlC(process);
  if (goesOn.has(name) && !process.stdout.isTTY)
    process.stderr.write('Ctrl-C loses nothing that is stored: run the same command to go on\n');
  const command = await loadCommand(name);
  const options = inPlace(command.options, given, optionsOf(target ?? {}, configurationName), root);
  const exitCode = await inShell((context) => runCommand(command, options, context));
  if (exitCode === 130) exitInterrupted();
  return { success: exitCode === 0 };
}

/** What says how to go on when it is interrupted. It says so first where there is no terminal: Nx shows nothing after Ctrl-C. */
const goesOn: ReadonlySet<CommandName> = new Set(['sweep', 'nightly']);
