import { own, type OnProgress } from '@thaw/core';
import { cacheHubFile, cachePretrained, type WeightsPlaces } from '@thaw/execution/weights';
import { relative } from 'node:path';
import type { CommandContext } from '../cli/command.js';
import { chooseSpecs } from '../spec-files/choose-specs.js';
import { readSpec } from '../sweep/read-spec.js';

export interface SpecWeightsOptions {
  /** Specs by name or glob. */
  readonly specs: readonly string[];
  readonly context: CommandContext;
  readonly places: WeightsPlaces;
  readonly onProgress: OnProgress;
  readonly onNotice: (line: string) => void;
}

/** Puts the published weights that specs want, those of the hub too, into the cache, and returns where they lie there. */
export async function specWeights(options: SpecWeightsOptions): Promise<readonly string[]> {
  const { specs, context, places, onProgress, onNotice } = options;
  if (specs.length === 0) return [];
  const { cwd, env, signal } = context;
  const { files } = await chooseSpecs(specs, { cwd, env, onNotice });
  const paths = new Set<string>();
  const yours = new Set<string>();
  for (const file of files) {
    const { runs, backbones } = await readSpec(file, { cwd, env });
    for (const { config } of runs) {
      const { name, weights } = config.backbone;
      if (typeof weights === 'object') {
        if ('file' in weights) yours.add(weights.file);
        else
          for (const path of await cacheHubFile(weights, { ...places, onProgress, onNotice, signal }))
            paths.add(path);
      }
      if (weights !== 'imagenet') continue;
      const backbone = own(backbones.registry, name)!;
      const cached = await cachePretrained(backbone, { ...places, onProgress, onNotice, signal });
      if (!paths.has(cached.path) && !cached.source.official)
        onNotice(
          `weights of ${backbone.title}: ${cached.source.provenance} Licence: ${cached.source.licence}.`,
        );
      paths.add(cached.path);
    }
  }
  for (const file of yours)
    onNotice(`${relative(cwd, file)} is a file of yours: carry it with the specs, as the images`);
  return [...paths];
}
