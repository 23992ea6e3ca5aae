import { formatBytes } from '../text/bytes.js';
import { roughDuration, roughRange } from '../text/duration.js';
import type { Reached } from './candidates.js';
import type { KnownMachine } from './machine.js';
import type { Choice } from './offers.js';

/** Why a spec has this network at this size, what it takes, and where its weights are from: for its comment. */
export function reasonFor(
  choice: Choice,
  within: number,
  { isAsked, reached, machine }: { isAsked: boolean; reached: Reached; machine: KnownMachine },
): string {
  const time = roughDuration(within);
  const chosen = isAsked
    ? 'The network that was asked for.'
    : choice.isInTime
      ? `Of the networks whose weights can be had, at the sizes worth trying, the one that promises most by what is known of it on ImageNet, as far as the sweep ends within ${time}.`
      : `The quickest there is: no sweep here ends within ${time}.`;
  return [chosen, `${takes(choice, machine)}.`, ...weightsOf(reached)].join(' ');
}

/** `4 runs, 1 to 3 min`. */
export const inShort = ({ offer: { runs, secondsRange } }: Choice): string =>
  `${runs} runs, ${roughRange(secondsRange)}`;

/** `4 runs take 1 to 3 min on this machine`. */
export function takes({ offer: { runs, secondsRange } }: Choice, { description }: KnownMachine): string {
  const work = `${runs} runs take ${roughRange(secondsRange)}`;
  return description === undefined
    ? `${work} on a machine with two cores, by operations: this one was not measured`
    : `${work} on this machine (${description})`;
}

function weightsOf({ reach }: Reached): string[] {
  if (!reach) return [];
  const { source } = reach;
  const size = 'bytes' in reach && reach.bytes !== undefined ? `, ${formatBytes(reach.bytes)}` : '';
  const where =
    reach.from === 'here'
      ? 'Its weights are on this machine.'
      : `Its weights are fetched by the first sweep: ${reach.address}${size}.`;
  return [where, ...(source.official ? [] : [`${source.provenance} Licence: ${source.licence}.`])];
}
