import type { FeaturesStage, StageStore } from '@thaw/core';
import { FeatureCollection, FeatureReader, readDataset, wantedRows } from '@thaw/execution/stages';
import { compareNumbers, type Difference } from './compare-blobs.js';

/** Read at once. */
const rowsAtOnce = 256;

/**
 * Compares the activations that two stores have of the same images, whatever else either holds; nothing where there are
 * none.
 */
export async function compareFeatures(
  stage: FeaturesStage,
  stored: StageStore,
  again: StageStore,
): Promise<readonly Difference[] | undefined> {
  const wanted = [...(await wantedRows(stage, (key) => readDataset(again, key))).values()];
  const [before, now] = await Promise.all(
    [stored, again].map((store) => FeatureCollection.read(store, stage)),
  );
  const common = wanted.filter((row) => before!.has(row) && now!.has(row));
  if (common.length === 0) return undefined;
  const isReadable = (row: (typeof common)[number]) =>
    [before, now].map((each) => each!.place(row.name) !== undefined);
  const rows = common.filter((row) => isReadable(row).every(Boolean));
  const unlike = common.filter((row) => isReadable(row).filter(Boolean).length === 1);
  return [
    ...unlike.map(({ path }) => ({ what: `whether ${path} can be read` })),
    ...(await compareRows(stage, rows, [stored, again])),
  ];
}

async function compareRows(
  stage: FeaturesStage,
  rows: Parameters<typeof FeatureReader.open>[2],
  stores: readonly [StageStore, StageStore],
): Promise<readonly Difference[]> {
  const readers: FeatureReader[] = [];
  try {
    for (const store of stores) readers.push(await FeatureReader.open(store, stage, rows));
    const found = stage.outputs.map(() => ({ images: 0, maxDifference: 0 }));
    for (let first = 0; first < rows.length; first += rowsAtOnce) {
      const chosen = [...rows.keys()].slice(first, first + rowsAtOnce);
      const [a, b] = await Promise.all(readers.map((reader) => reader.read(chosen)));
      for (const [output, values] of a!.entries()) {
        const size = values.length / chosen.length;
        for (const index of chosen.keys()) {
          const row = (of: typeof values) => of.subarray(index * size, (index + 1) * size);
          const [difference] = compareNumbers('', row(values), row(b![output]!));
          if (!difference) continue;
          found[output]!.images++;
          found[output]!.maxDifference = Math.max(
            found[output]!.maxDifference,
            difference.maxDifference ?? Infinity,
          );
        }
      }
    }
    return found.flatMap(({ images, maxDifference }, output) =>
      images === 0
        ? []
        : { what: `${stage.outputs[output]} of ${images} of ${rows.length} images`, maxDifference },
    );
  } finally {
    await Promise.all(readers.map((reader) => reader.close()));
  }
}
