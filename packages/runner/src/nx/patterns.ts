import type { TargetConfiguration } from '@nx/devkit';
import { dirname } from 'node:path';

// Nothing of Thaw is imported here: in a checkout Nx asks for dependencies in its own process, which would take sources.

export type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];

/**
 * `?`, which is any one character, for what would mean something else in a pattern. Nx reads patterns in two ways, its own (for
 * hashes) and minimatch's (for what is affected), and in its own nothing makes `(`, `)` or `!` mean themselves.
 */
export const patternOf = (place: string): string => place.replaceAll(/[*?[\]{}()!|\\#]/g, '?');

/** The files and folders of the workspace that inputs name, up to the first part with a `*`; as patterns, as is what holds them. */
export const placesOf = (inputs: readonly TargetInput[]): readonly string[] =>
  inputs.flatMap((input) => {
    const [, place] = (typeof input === 'string' && /^\{workspaceRoot\}\/([^*]+)/.exec(input)) || [];
    return place === undefined ? [] : place.endsWith('/') ? dirname(`${place}x`) : place;
  });
