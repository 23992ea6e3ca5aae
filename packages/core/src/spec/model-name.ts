import { listing } from '../errors/listing.js';
import { own } from '../records/own.js';
import { preprocessings, type PreprocessingName } from '../graph/preprocessing.js';
import { weightsFormats } from '../graph/weights-format.js';
import { isFileName } from './paths.js';

/** What a spec says of a model that is to be a backbone. */
export interface ModelSettings {
  /** The layer that gives the features; left out: the last that gives a map. */
  readonly output?: string;
  /** How pixels become its input; left out: as they are, where the model says so itself. */
  readonly preprocessing?: PreprocessingName;
}

export interface ModelReference extends ModelSettings {
  readonly path: string;
}

/** As it is written, by people who may have mistaken the names of things. */
interface WrittenReference {
  readonly path: string;
  readonly output?: string | undefined;
  readonly preprocessing?: string | undefined;
}

/** What the names of files end with that hold a model. */
export const modelFileEndings: readonly string[] = (['keras', 'keras-h5', 'tfjs'] as const).flatMap(
  (format) => weightsFormats[format].endings,
);

/**
 * The name of the network that a model is: its path, and what is chosen of it as a fragment is of a page,
 * `./flowers.keras#output=conv5&preprocessing=tf`. So the name says the whole network wherever networks go by name.
 */
export function modelName({ path, output, preprocessing }: WrittenReference): string {
  const chosen = Object.entries({ output, preprocessing }).flatMap(([key, value]) =>
    value === undefined ? [] : `${key}=${encodeURIComponent(value)}`,
  );
  const file = isFileName(path) || path.startsWith('/') ? path : `./${path}`;
  return [file.replace(/[%#]/g, encodeURIComponent), ...(chosen.length > 0 ? [chosen.join('&')] : [])].join(
    '#',
  );
}

/** What is wrong with what a model's name chooses of it, if anything is: people write such names too. */
export function modelNameFault(name: string): string | undefined {
  const [, fragment = ''] = name.split('#');
  for (const [key, value] of new URLSearchParams(fragment)) {
    if (key === 'preprocessing' && !own(preprocessings, value))
      return `preprocessing=${value} is none of ${listing(Object.keys(preprocessings), 'and')}`;
    if (key !== 'preprocessing' && key !== 'output')
      return `${key} is nothing that can be chosen of a model: output or preprocessing`;
  }
  return undefined;
}

/** What a name says, if it is a model's. */
export function modelOf(name: string): ModelReference | undefined {
  const [file = '', fragment = ''] = name.split('#');
  if (!modelFileEndings.some((ending) => file.toLowerCase().endsWith(ending))) return undefined;
  const chosen = new URLSearchParams(fragment);
  const [output, preprocessing] = [chosen.get('output'), chosen.get('preprocessing')];
  return {
    path: file.replace(/%(?:23|25)/g, decodeURIComponent),
    ...(output !== null && { output }),
    ...(preprocessing !== null &&
      own(preprocessings, preprocessing) && { preprocessing: preprocessing as PreprocessingName }),
  };
}
