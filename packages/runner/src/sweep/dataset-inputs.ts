import type { DatasetInput } from '@thaw/core';
import { splitNames, type UsableDataset } from '@thaw/execution/data';
import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';

/** MLflow takes up to 36. */
const digestLength = 16;

/** Describes what runs are trained, validated and tested on. Runs that use a dataset alike share the work. */
export class DatasetInputs {
  readonly #known = new WeakMap<UsableDataset, readonly DatasetInput[]>();

  of(
    usable: UsableDataset,
    stage: string,
    data: { readonly root: string; readonly manifest?: string },
  ): readonly DatasetInput[] {
    const known = this.#known.get(usable) ?? describe(usable, stage, data);
    this.#known.set(usable, known);
    return known;
  }
}

/** Images that cannot be read, and splits without images, are left out. */
function describe(
  { classes, images: indexed, split }: UsableDataset,
  stage: string,
  { root, manifest }: { readonly root: string; readonly manifest?: string },
): readonly DatasetInput[] {
  const name = manifest === undefined ? basename(root) : basename(manifest, extname(manifest));
  return splitNames.flatMap((context) => {
    const images = Array.from(split[context], (place) => indexed[place]!);
    if (images.length === 0) return [];
    const digest = createHash('sha256');
    for (const { sha256, label } of images) digest.update(`${sha256} ${classes[label]}\n`);
    return {
      name,
      context,
      digest: digest.digest('hex').slice(0, digestLength),
      images: images.length,
      classes: new Set(images.map(({ label }) => label)).size,
      stage,
      source: root,
    };
  });
}
