import { imageExtensions } from '@thaw/execution/data';
import { dirname } from 'node:path';
import { patternOf, type TargetInput } from './patterns.js';
import { inWorkspace, packageAt } from './places.js';
import type { SpecFacts } from './spec-facts.js';

/** What Nx watches for the targets of a spec. */
export interface TargetInputs {
  /**
   * Files and folders of the workspace, and variables. None of them says which packages it means, and so Nx takes all that
   * are installed: Thaw, backbones and images that come as packages are among them.
   */
  readonly inputs: readonly TargetInput[];
  /** Of what is installed, what the spec names. */
  readonly packages: readonly string[];
}

/** Whatever the case of their letters: patterns of Nx tell `.jpg` from `.Jpg`. */
const endings = imageExtensions.map((extension) =>
  extension.slice(1).replaceAll(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`),
);
const anyImage = `**/*.{${endings.join(',')}}`;

/** Of more folders those above are watched. */
const mostFolders = 20;

export function targetInputs(facts: SpecFacts, workspaceRoot: string): TargetInputs {
  const { files, manifests, roots, weightsFiles, modules, packages } = facts;
  // A class folder says by what lies in it what there is; of what a manifest lists, images are enough.
  const below = manifests.length > 0 ? anyImage : '**/*';
  const named = [
    ...[...files, ...manifests, ...weightsFiles, ...modules].map((path) => ({ path, rest: '' })),
    ...roots.map((path) => ({ path, rest: `/${below}` })),
    ...packages.map((path) => ({ path, rest: '/**/*' })),
  ].map(({ path, rest }) => ({ place: inWorkspace(path, workspaceRoot), path, rest }));
  const outside = facts.foldersOutside.flatMap((path) => inWorkspace(path, workspaceRoot) ?? []);
  const places = [
    ...named,
    ...foldersAbove(outside, mostFolders).map((place) => ({ place, rest: `/${anyImage}` })),
  ];
  const watched = places.flatMap(({ place, rest }) =>
    place === undefined || packageAt(place) !== undefined ? [] : fileset(place, rest),
  );
  const env = facts.variables.map((name) => ({ env: name }));
  const installed = named.flatMap(({ path }) => packageAt(path) ?? []);
  return { inputs: [...new Set(watched), ...env], packages: [...new Set(installed)] };
}

/** At most so many folders that hold all of these; the workspace as a whole, if it must be. */
function foldersAbove(folders: readonly string[], most: number): readonly string[] {
  const isBelow = (folder: string, above: string) => folder !== above && `${folder}/`.startsWith(`${above}/`);
  const topmost = folders.filter((folder) => !folders.some((above) => isBelow(folder, above)));
  if (topmost.length <= most) return topmost;
  const parents = topmost.map((folder) => (folder.includes('/') ? dirname(folder) : ''));
  return parents.includes('') ? [''] : foldersAbove([...new Set(parents)], most);
}

const fileset = (place: string, rest: string): string =>
  `{workspaceRoot}${place === '' ? '' : '/'}${patternOf(place)}${rest}`;
