import { formatProblems, ThawError } from '@thaw/core';
import { join, resolve } from 'node:path';
import { inCall } from '../api/call.js';
import { openSession } from '../api/open-session.js';
import { parseDuration } from '../text/duration.js';
import { nameOf } from './places.js';
import { propose, type Proposal } from './propose.js';
import { noQuestions, type Questions } from './questions.js';
import { reasonFor } from './reason-for.js';

export { describeSeen } from './describe-seen.js';

interface WrittenOptions {
  readonly images: string;
  readonly root?: string;
  readonly out?: string;
  readonly name?: string;
  readonly within?: string;
  readonly backbone?: string;
  readonly imageSize?: number;
  readonly weights?: 'imagenet' | 'random';
  readonly divideNearCopies?: boolean;
  readonly noMeasure?: boolean;
}

/**
 * Proposes a spec for a workspace, by options as they are written in a generator of Nx, and asks nothing. What is wrong
 * is thrown with all that Thaw has to say of it, as Nx prints the message of an error.
 */
export const proposeIn = (...given: Parameters<typeof proposeOrThrow>): Promise<Proposal> =>
  proposeOrThrow(...given).catch((error: unknown) => {
    throw error instanceof ThawError ? new Error(formatProblems(error.problems), { cause: error }) : error;
  });

async function proposeOrThrow(
  workspace: string,
  cwd: string,
  options: WrittenOptions,
  told: { readonly onSeen: Questions['show']; readonly onNotice: (line: string) => void },
): Promise<Proposal> {
  const { images, root, out, within, divideNearCopies = false, noMeasure = false } = options;
  const name = options.name ?? nameOf(out ?? images);
  const seconds = within === undefined ? undefined : parseDuration(within);
  if (within !== undefined && seconds === undefined) throw badTime(within);
  return inCall(
    {
      onEvent(event) {
        if (event.type === 'notice') told.onNotice(event.message);
      },
    },
    async (call) =>
      propose(
        {
          ...options,
          images: resolve(cwd, images),
          ...(root !== undefined && { root: resolve(cwd, root) }),
          out: out === undefined ? join(workspace, 'experiments', `${name}.yaml`) : resolve(cwd, out),
          within: seconds,
          dividesNearCopies: divideNearCopies,
          measures: !noMeasure,
        },
        await openSession({ cwd, workspace }, call),
        call,
        noQuestions(told.onSeen),
      ),
  );
}

/** Why a proposal has the network that it has. */
export const reasonOf = (proposal: Proposal): string =>
  reasonFor(proposal.choice, proposal.withinSeconds, proposal);

const badTime = (within: string) =>
  new ThawError({
    code: 'THAW-CLI-BAD-VALUE',
    message: '--within does not take this value',
    expected: 'a time such as 30m, 90s or 1h30m',
    found: within,
  });
