import { loadCommand, type CommandName } from '../cli/commands.js';
import { runCommand } from '../cli/run-command.js';
import { inShell } from '../cli/shell.js';

/** Runs a command as an Nx task. Nx starts the task's process in the folder the user stands in. */
export async function runExecutor(
  name: CommandName,
  options: Readonly<Record<string, unknown>>,
): Promise<{ readonly success: boolean }> {
  const command = await loadCommand(name);
  return { success: (await inShell((context) => runCommand(command, options, context))) === 0 };
}
