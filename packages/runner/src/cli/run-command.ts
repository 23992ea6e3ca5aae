import { formatProblems, ThawError, type Problem } from '@thaw/core';
import { createColors } from 'picocolors';
import type { Command, CommandContext, ExitCode } from './command.js';
import { readOptions } from './read-options.js';

/** Runs a command on raw option values; what it throws is printed and becomes an exit code. */
export async function runCommand(
  command: Command,
  raw: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<ExitCode> {
  const read = readOptions(command.options, raw, context.cwd);
  if ('problems' in read) {
    context.stderr.write(`${describeProblems(read.problems, context)}\n`);
    return 2;
  }
  try {
    return await command.run(read.values, context);
  } catch (error) {
    if (context.signal.aborted && error instanceof Error && error.name === 'AbortError') return 130;
    context.stderr.write(
      `${error instanceof ThawError ? describeProblems(error.problems, context) : describeDefect(error)}\n`,
    );
    return 1;
  }
}

function describeProblems(problems: readonly Problem[], { colour }: CommandContext): string {
  const { bold, red, dim } = createColors(colour);
  return formatProblems(problems, { place: bold, code: red, caret: red, label: dim });
}

const describeDefect = (error: unknown): string =>
  [
    'This is a defect of Thaw, not of your experiment.',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    'Please report it with the lines above, the command and the spec; `thaw doctor` prints what else helps.',
  ].join('\n');
