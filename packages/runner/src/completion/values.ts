import { nothing, wordsOf, type Candidate, type Completion } from './candidate.js';
import type { Line, NamedOption } from './line.js';
import { runIds, sweepNames } from './runs.js';
import { metricNames, networkNames, settings } from './settings.js';
import { specFiles } from './specs.js';

/** Where a line is completed. */
export interface Place {
  readonly cwd: string;
  /** The root of the project, with the default store in it. */
  readonly workspace: string;
}

/** What may stand for the value of an option, by what its place is called in `--help`. */
export async function valuesOf(
  option: NamedOption,
  current: string,
  line: Line,
  place: Place,
): Promise<Completion> {
  // One spec or several, whatever kind of option takes them.
  if (option.name === 'spec') return { candidates: specFiles(current, place) };
  switch (option.kind) {
    case 'choice':
      return { candidates: wordsOf(option.choices) };
    case 'path':
      // A folder of images, or a CSV file.
      if (option.name === 'images') return { candidates: [], paths: 'files' };
      return { candidates: [], paths: option.placeholder === 'DIR' ? 'folders' : 'files' };
    case 'text':
      return { candidates: await textsOf(option, current, line, place) };
    default:
      return nothing;
  }
}

async function textsOf(
  { name, placeholder }: NamedOption & { readonly kind: 'text' },
  current: string,
  line: Line,
  place: Place,
): Promise<readonly Candidate[]> {
  const [store] = line.given('store');
  const [spec] = line.given('spec');
  if (placeholder === 'RUN') return runIds(store, place);
  if (placeholder === 'SPEC|RUN') return [...specFiles(current, place), ...runIds(store, place)];
  if (placeholder === 'SWEEP') return sweepNames(store, place);
  if (placeholder === 'GLOB') return specFiles(current, place);
  if (placeholder === 'PATH=VALUE') return settings(current, spec, place);
  if (placeholder === 'METRIC') return wordsOf(['time', ...metricNames()]);
  if (name === 'backbones') return anotherOf(networkNames(), current);
  return name === 'backbone' ? wordsOf(networkNames()) : [];
}

/** The next word of a list with commas between: those that are not in it yet. */
function anotherOf(words: readonly string[], current: string): readonly Candidate[] {
  const before = current.slice(0, current.lastIndexOf(',') + 1);
  const named = before.split(',');
  return wordsOf(words.filter((word) => !named.includes(word)).map((word) => `${before}${word}`));
}
