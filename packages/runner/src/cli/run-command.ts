import { formatProblems, ThawError, type Problem } from '@thaw/core';
import { withFileProblems } from '@thaw/execution/files';
import { createColors } from 'picocolors';
import { inCallersWords } from './callers-words.js';
import type { Command, CommandContext, ExitCode } from './command.js';
import { errorEvent, jsonEvent } from './json-event.js';
import { readOptions } from './read-options.js';

/** Runs a command on raw option values; what it throws is printed and becomes an exit code. */
export async function runCommand(
  command: Command,
  raw: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<ExitCode> {
  const fail: Fail = { json: raw['json'] === true, context };
  const read = readOptions(command.options, raw, context.cwd);
  if ('problems' in read) {
    reportProblems(read.problems, fail);
    return 2;
  }
  try {
    return await command.run(read.values, context);
  } catch (thrown) {
    return reportThrown(thrown, fail);
  }
}

/** Prints what a command, or a part of it, has thrown. */
export function reportThrown(thrown: unknown, fail: Fail): ExitCode {
  const error = withFileProblems(thrown);
  const { context, json, spec } = fail;
  if (context.signal.aborted && error instanceof Error && error.name === 'AbortError') {
    if (json) context.stdout.write(jsonEvent({ type: 'interrupted', ...(spec && { spec }) }));
    return 130;
  }
  if (error instanceof ThawError) reportProblems(error.problems, fail);
  else reportDefect(error, fail);
  return 1;
}

export interface Fail {
  /** Whether a program reads standard output, and wants to be told there too. */
  readonly json: boolean;
  readonly context: CommandContext;
  /** Which of several specs it is about. */
  readonly spec?: string;
}

/** To people on standard error; with `--json` also to programs, an event for each. */
export function reportProblems(problems: readonly Problem[], { json, context, spec }: Fail): void {
  if (json)
    for (const problem of problems)
      context.stdout.write(jsonEvent({ ...errorEvent(problem), ...(spec && { spec }) }));
  context.stderr.write(`${describeProblems(problems, context)}\n`);
}

function reportDefect(error: unknown, { json, context, spec }: Fail): void {
  const message = error instanceof Error ? error.message : String(error);
  if (json)
    context.stdout.write(
      jsonEvent({ ...errorEvent({ code: 'THAW-CLI-DEFECT', message }), ...(spec && { spec }) }),
    );
  context.stderr.write(`${describeDefect(error)}\n`);
}

function describeProblems(problems: readonly Problem[], { colour, env }: CommandContext): string {
  const { bold, red, dim } = createColors(colour);
  return inCallersWords(formatProblems(problems, { place: bold, code: red, caret: red, label: dim }), env);
}

const describeDefect = (error: unknown): string =>
  [
    'This is a defect of Thaw, not of your experiment.',
    error instanceof Error ? (error.stack ?? error.message) : String(error),
    'Please report it with the lines above, the command and the spec; `thaw doctor` prints what else helps.',
  ].join('\n');
