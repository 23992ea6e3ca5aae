import type { Amounts } from '../api/results.js';
import type { SweepEstimate } from '../sweep/estimate-sweep.js';
import type { PreparedSweep } from '../sweep/prepare-sweep.js';
import { count, longCount } from '../text/count.js';
import { roughRange } from '../text/duration.js';
import { keptLine } from './kept-line.js';

/** Which networks of a screening a plan is of, and why; or what has to be done before that is known. */
export function screenLines(
  { loaded: { screen }, networks, toScreen }: Pick<PreparedSweep, 'loaded' | 'networks' | 'toScreen'>,
  { screening }: SweepEstimate,
): string[] {
  if (networks) return [`Screened: ${keptLine(networks)}.`];
  if (!screen || !toScreen || !screening) return [];
  const { keep, by, networks: all } = screen;
  const images = longCount(toScreen.candidates[0]!.images.length, 'image');
  const passes = longCount(toScreen.passes.stages.length, 'pass', 'passes');
  const { passes: first, atMost } = screening;
  const then = atMost
    ? `at most ${count(atMost.runs, 'run')}${taking(atMost)}`
    : `as many runs as are planned, with ${keep} networks instead of ${all.length}`;
  return [
    `Screens ${all.length} networks, keeps ${keep} by ${by} of ${images}: first ${passes}${taking(first)}, then ${then}.`,
    `Until it is known which, it is planned with all of them${atMost ? '; in all are the passes and the most that comes then' : ''}.`,
  ];
}

const taking = ({ flops, secondsRange }: Amounts): string =>
  secondsRange ? ` (${roughRange(secondsRange)})` : ` (${(flops / 1e12).toFixed(2)} TFLOP)`;
