import { ThawError } from '@thaw/core';
import { resolve } from 'node:path';
import { inCall } from '../api/call.js';
import { openSession } from '../api/open-session.js';
import { inCallersWords } from '../cli/callers-words.js';
import type { CommandContext, ExitCode } from '../cli/command.js';
import { surroundingsIn } from '../commands/session.js';
import { showProgress } from '../progress/show-progress.js';
import { widthOf } from '../text/fit-table.js';
import { describeProposal } from './describe-proposal.js';
import { describeSeen } from './describe-seen.js';
import { proposalJson } from './proposal-json.js';
import { propose, type ProposeOptions } from './propose.js';
import { Cancelled, noQuestions } from './questions.js';
import { requireFree, writeFiles } from './write-proposal.js';

/** What `thaw init` was given. */
export interface InitOptions extends Omit<ProposeOptions, 'images' | 'dividesNearCopies' | 'measures'> {
  readonly images: string | undefined;
  readonly divideNearCopies: boolean;
  readonly noMeasure: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Looks, asks where it can, and writes. */
export async function runInit(options: InitOptions, context: CommandContext): Promise<ExitCode> {
  const { yes, force, dryRun, json } = options;
  const progress = showProgress(false, context);
  const print = (text: string) => {
    progress.close();
    context.stdout.write(`${text}\n`);
  };
  const dialogue = yes || json ? undefined : context.dialogue;
  const person = dialogue && (await import('./ask.js')).ask(dialogue, context, () => progress.close());
  const width = widthOf(context.stdout);
  const plain = noQuestions((seen, where) => {
    if (!json) print(`${describeSeen(seen, where, width)}\n`);
  });
  try {
    const images = options.images ?? (person ? resolve(context.cwd, await person.images()) : noImages());
    const rules = { replaces: force || dryRun, source: images };
    if (options.out !== undefined) await requireFree({ spec: { file: options.out } }, rules);
    const proposal = await inCall(
      { signal: context.signal, onEvent: (event) => progress.show(event) },
      async (call) =>
        propose(
          { ...options, images, dividesNearCopies: options.divideNearCopies, measures: !options.noMeasure },
          await openSession(surroundingsIn(context), call),
          call,
          person ?? plain,
        ),
    );
    const { file, text, manifest } = proposal;
    const files = { spec: { file, text }, manifest };
    await requireFree(files, rules);
    if (!dryRun) await writeFiles(files, force);
    const told = { ...context, dryRun };
    print(
      json
        ? JSON.stringify(proposalJson(proposal, { dryRun }), null, 1)
        : inCallersWords(describeProposal(proposal, told), context.env),
    );
    return 0;
  } catch (error) {
    if (error instanceof Cancelled) return 130;
    throw error;
  } finally {
    progress.close();
  }
}

function noImages(): never {
  throw new ThawError({
    code: 'THAW-CLI-MISSING-OPTION',
    message: 'it is not said where the images are',
    expected: 'a folder of images, or a CSV file',
    found: 'no --images',
    remedy: 'name it after `thaw init`',
  });
}
