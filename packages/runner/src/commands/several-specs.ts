import { ThawError, type Problem } from '@thaw/core';
import { relative } from 'node:path';
import type { CommandContext, ExitCode } from '../cli/command.js';
import { reportThrown } from '../cli/run-command.js';
import { chooseSpecs } from '../spec-files/choose-specs.js';

/** One of the specs that a command was given. */
export interface SpecInTurn {
  readonly file: string;
  /** As seen from where the user stands; only where several were asked for. */
  readonly spec?: string;
  /** `spec 2 of 5: experiments/a.yaml`; only where several were asked for. */
  readonly turn?: string;
}

export interface SeveralSpecs {
  /** The worst of all. */
  readonly code: ExitCode;
  /** Whether several were asked for: there is then something to be said of all. */
  readonly areSeveral: boolean;
  readonly files: readonly string[];
  /** How many of them were refused. */
  readonly refused: number;
}

/**
 * Does something for each spec that `--spec` names, in turn. One that fails does not end the others, an interruption does. A mistake
 * in a file that several of them extend is told once.
 */
export async function forEachSpec(
  { spec: names, json }: { readonly spec: readonly string[]; readonly json: boolean },
  context: CommandContext,
  work: (turn: SpecInTurn) => Promise<ExitCode>,
): Promise<SeveralSpecs> {
  const { cwd, env, stderr, signal } = context;
  const onNotice = (line: string) => void stderr.write(`${line}\n`);
  const { files, areSeveral } = await chooseSpecs(names, { cwd, env, onNotice });
  if (!areSeveral) return { code: await work({ file: files[0]! }), areSeveral, files, refused: 0 };
  const told = new Set<string>();
  let worst: ExitCode = 0;
  let refused = 0;
  for (const [index, file] of files.entries()) {
    const spec = relative(cwd, file);
    const turn = `spec ${index + 1} of ${files.length}: ${spec}`;
    let code: ExitCode;
    try {
      code = await work({ file, spec, turn });
    } catch (error) {
      const news = error instanceof ThawError ? untold(error, told) : error;
      if (!json && !signal.aborted) onNotice(`${spec} is refused${news ? ':' : ' for what is told above'}`);
      code = news ? reportThrown(news, { json, context, spec }) : 1;
      if (code !== 130) refused++;
    }
    worst = Math.max(worst, code) as ExitCode;
    if (code === 130 || signal.aborted) {
      onNotice(`interrupted in ${turn}; run the same command to go on`);
      return { code: 130, areSeveral, files, refused };
    }
  }
  return { code: worst, areSeveral, files, refused };
}

/** What of an error was not told of another spec before. */
function untold({ problems }: ThawError, told: Set<string>): ThawError | undefined {
  const news = problems.filter((problem) => !told.has(placeOf(problem)));
  for (const problem of news) told.add(placeOf(problem));
  return news.length > 0 ? new ThawError(news) : undefined;
}

const placeOf = ({ code, message, position }: Problem): string =>
  [code, position?.file, position?.line, position?.column, message].join(':');
