import type { TargetConfiguration } from '@nx/devkit';
import { dirname } from 'node:path';
import { inWorkspace, packageAt } from './places.js';
import type { SpecFacts } from './spec-facts.js';

export type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];

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

const imageEndings = ['avif', 'gif', 'jpeg', 'jpg', 'png', 'tif', 'tiff', 'webp'];
const anyImage = `**/*.{${imageEndings.flatMap((ending) => [ending, ending.toUpperCase()]).join(',')}}`;

export function targetInputs(facts: SpecFacts, workspaceRoot: string): TargetInputs {
  const { files, manifests, roots, weightsFiles, modules, packages } = facts;
  // A class folder says by what lies in it what there is; of what a manifest lists, images are enough.
  const below = manifests.length > 0 ? anyImage : '**/*';
  const named = [
    ...[...files, ...manifests, ...weightsFiles, ...modules].map((path) => ({ path, rest: '' })),
    ...roots.map((path) => ({ path, rest: `/${below}` })),
    ...packages.map((path) => ({ path, rest: '/**/*' })),
  ].map(({ path, rest }) => ({ place: inWorkspace(path, workspaceRoot), path, rest }));
  const watched = named.flatMap(({ place, rest }) =>
    place === undefined || packageAt(place) !== undefined ? [] : fileset(place, rest),
  );
  const env = facts.variables.map((name) => ({ env: name }));
  const installed = named.flatMap(({ path }) => packageAt(path) ?? []);
  return { inputs: [...new Set(watched), ...env], packages: [...new Set(installed)] };
}

/** `?` for what would mean something else in a pattern: `images [new]`. */
const fileset = (place: string, rest: string): string =>
  `{workspaceRoot}${place === '' ? '' : '/'}${place.replaceAll(/[*?[\]{}()!+@|\\]/g, '?')}${rest}`;

/** The files and folders of the workspace that inputs name, up to the first part that is a pattern. */
export const placesOf = (inputs: readonly TargetInput[]): readonly string[] =>
  inputs.flatMap((input) => {
    const [, place] = (typeof input === 'string' && /^\{workspaceRoot\}\/([^*]+)/.exec(input)) || [];
    return place === undefined ? [] : place.endsWith('/') ? dirname(`${place}x`) : place;
  });
