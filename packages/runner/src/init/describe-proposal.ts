import { relative } from 'node:path';
import type { Proposal } from './propose.js';
import { reasonFor } from './reason-for.js';

/** What was chosen and written, for people, and how to go on. */
export function describeProposal(
  proposal: Proposal,
  { cwd, dryRun }: { readonly cwd: string; readonly dryRun: boolean },
): string {
  const { file, text, manifest, choice, machine, reached, withinSeconds, isAsked } = proposal;
  const { network, recipe } = choice.offer;
  const near = (path: string) => relative(cwd, path) || '.';
  const what = recipe.isFineTuned ? 'a new head, then its last blocks' : 'a new head';
  if (dryRun) return text.trimEnd();
  return [
    `${network.name} at ${network.imageSize} pixels: ${what}.`,
    reasonFor(choice, withinSeconds, { isAsked, reached, machine }),
    '',
    `written: ${[file, ...(manifest ? [manifest.file] : [])].map(near).join(', ')}`,
    `to go on: thaw sweep --spec ${near(file)}`,
  ].join('\n');
}
