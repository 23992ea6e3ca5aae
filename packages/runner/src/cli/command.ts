import type { OptionTable, OptionValues } from './option.js';

/** 0: done. 1: an expected failure, or some run failed. 2: called wrongly. 130: interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** All that a command knows of the world around it; made by a door, so that commands touch no process. */
export interface CommandContext {
  /** Where the user stands, absolute. Path options are resolved against it before a command sees them. */
  readonly cwd: string;
  /** The root of the project around `cwd`, as `workspaceFolder` finds it. The default store is `.thaw` in it. */
  readonly workspace: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Results. With `--json` nothing but JSON. */
  readonly stdout: NodeJS.WritableStream;
  /** Progress, warnings, hints and errors. */
  readonly stderr: NodeJS.WritableStream;
  /** Whether stderr is a terminal that can redraw lines. */
  readonly isTerminal: boolean;
  /** Whether to use ANSI colours. */
  readonly colour: boolean;
  /** Where a person can be asked; absent unless standard input and output are both a terminal. */
  readonly dialogue?: { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream };
  /** Aborted by the first SIGINT or SIGTERM: stop at the next safe point and resolve with 130. */
  readonly signal: AbortSignal;
}

/**
 * A command of Thaw, once for both doors: `thaw NAME` and the Nx executor `@thaw/runner:NAME` are made from it.
 * `run` throws `ThawError` for expected failures (printed, exit code 1); anything else thrown is a defect.
 */
export interface Command<Table extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line, imperative, no full stop: `Run a sweep`. */
  readonly summary: string;
  readonly options: Table;
  /** Whole command lines, shown under `--help`. */
  readonly examples: readonly string[];
  run(options: OptionValues<Table>, context: CommandContext): Promise<ExitCode>;
}

/** Gives `run` the types of the options it declares. */
export const defineCommand = <const Table extends OptionTable>(command: Command<Table>): Command<Table> =>
  command;
