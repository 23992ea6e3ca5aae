import { backbones as builtIn } from '@thaw/backbones/registry';
import {
  backboneNameInRun,
  modelNameFault,
  modelOf,
  nearest,
  ThawError,
  type Backbone,
  type BackboneRegistry,
  type Problem,
} from '@thaw/core';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BackboneModule } from './backbone-module.js';
import { fingerprintOf } from './fingerprint.js';
import { openBackbone } from './open-backbone.js';
import { resolveModule, type ResolvedModule } from './resolve-module.js';

/** The networks at hand: those built in, and those that were loaded for a spec. */
export interface Backbones {
  /** By the names that runs have for them. */
  readonly registry: BackboneRegistry;
  /** Where those that are not built in come from. */
  readonly modules: readonly BackboneModule[];
}

export interface LoadedBackbone {
  /** As it was asked for. */
  readonly name: string;
  readonly backbone: Backbone;
  readonly module: BackboneModule;
}

export interface LoadedBackbones {
  readonly loaded: readonly LoadedBackbone[];
  /** Why others could not be loaded, by name. Names that are most likely misspelt built-in ones are in neither. */
  readonly unavailable: ReadonlyMap<string, Problem>;
}

/** Loads, of the names given, those that are not built in: packages and files, as `import` finds them from a folder. */
export async function loadBackbones(names: readonly string[], folder: string): Promise<LoadedBackbones> {
  const loaded: LoadedBackbone[] = [];
  const unavailable = new Map<string, Problem>();
  for (const name of names.filter((each) => !Object.hasOwn(builtIn, each))) {
    try {
      const found = await loadBackbone(name, folder);
      if (!found) continue;
      refuseTakenName(found, loaded);
      loaded.push(found);
    } catch (error) {
      if (!(error instanceof ThawError)) throw error;
      const [problem] = error.problems;
      const isMisspelt = problem!.code === 'THAW-BACKBONE-NOT-FOUND' && nearest(name, Object.keys(builtIn));
      if (!isMisspelt) unavailable.set(name, problem!);
    }
  }
  return { loaded, unavailable };
}

export const withBuiltIn = (loaded: readonly LoadedBackbone[]): Backbones => ({
  registry: {
    ...builtIn,
    ...Object.fromEntries(loaded.map(({ backbone, module }) => [module.name, backbone])),
  },
  modules: loaded.map(({ module }) => module),
});

async function loadBackbone(name: string, folder: string): Promise<LoadedBackbone | undefined> {
  const resolved = modelFile(name, folder) ?? (await resolveModule(name, folder));
  if (!resolved) return undefined;
  const backbone = await openBackbone(name, resolved.url);
  const nameInRun = backboneNameInRun(name, (path) => resolve(folder, path));
  return { name, backbone, module: { ...resolved, name: nameInRun, fingerprint: fingerprintOf(backbone) } };
}

/** A model's file, with what is chosen of it as the fragment of its URL. */
function modelFile(name: string, folder: string): ResolvedModule | undefined {
  const model = modelOf(name);
  if (!model) return undefined;
  const url = pathToFileURL(resolve(folder, model.path));
  const fault = modelNameFault(name);
  if (fault !== undefined) throw new ThawError({ code: 'THAW-BACKBONE-MODEL', message: `${name}: ${fault}` });
  const [, fragment = ''] = name.split('#');
  url.hash = fragment;
  return { url: url.href };
}

function refuseTakenName(
  { name, backbone, module }: LoadedBackbone,
  others: readonly LoadedBackbone[],
): void {
  // What a model's network is called holds a hash of what it is: two copies have one.
  if (modelOf(name)) return;
  const other = others.find((each) => each.backbone.name === backbone.name && each.module.url !== module.url);
  const isBuiltIn = Object.hasOwn(builtIn, backbone.name);
  if (!other && !isBuiltIn) return;
  throw new ThawError({
    code: 'THAW-BACKBONE-NAME-TAKEN',
    message: `${name} calls its network ${backbone.name}, as ${isBuiltIn ? 'one that is built in is called' : `${other!.name} does`}`,
    expected: 'a name that no other network has',
    found: backbone.name,
    remedy: isBuiltIn
      ? 'this is for its authors to mend, who give their network a name of its own'
      : 'compare the two in sweeps of their own',
  });
}
