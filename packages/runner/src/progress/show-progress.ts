import type { CommandContext } from '../cli/command.js';
import { JsonProgress } from './json-progress.js';
import { LineProgress } from './line-progress.js';
import { LiveProgress } from './live-progress.js';
import type { SweepProgress } from './sweep-progress.js';

/** Redrawn lines on a terminal, plain lines elsewhere; with `json` one event a line on standard output. */
export function showProgress(json: boolean, { stdout, stderr, isTerminal }: CommandContext): SweepProgress {
  if (json) return new JsonProgress(stdout);
  return isTerminal ? new LiveProgress(stderr) : new LineProgress(stderr);
}
