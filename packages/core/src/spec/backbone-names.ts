import { isFileName } from './paths.js';
import type { WrittenOptions } from './compose/read-written.js';
import type { SpecFile } from './compose/spec-file.js';
import { outlineOf } from './spec-outline.js';
import type { WrittenSpec } from './spec-source.js';

/**
 * The names of all backbones that the runs of a spec may have: written, set by an override or swept. Whoever loads
 * backbones from elsewhere asks for them first. Of a spec that is wrong, those that can be made out.
 */
export const backboneNames = (
  written: WrittenSpec | SpecFile,
  overrides: readonly string[] = [],
  outside: WrittenOptions['outside'] = {},
): readonly string[] => outlineOf(written, { overrides, outside }).backbones;

/** Under which name a run has a backbone: a file's is absolute, so that the run is whole without its spec. */
export const backboneNameInRun = (name: string, resolvePath: (path: string) => string): string =>
  isFileName(name) ? resolvePath(name) : name;
