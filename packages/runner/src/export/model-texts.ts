import { usualResize } from '@thaw/core';
import type { ExportFormat } from './export-format.js';
import { modelFormats } from './model-formats.js';
import { mlflowFiles } from './mlflow-model.js';
import { modelCard, type WrittenFormats } from './model-card.js';
import { metadataOf, type TrainedModel } from './trained-model.js';

/** The small files of a model, by path. */
export async function modelTexts(
  model: TrainedModel,
  formats: WrittenFormats,
): Promise<Readonly<Record<string, string>>> {
  const { source, classes, trainedMs: createdMs } = model;
  const { run, config } = source;
  const { imageSize } = config.backbone;
  const { resize = usualResize } = config.data;
  const forMlflow = [...formats.sizes].find(([name]) => modelFormats[name].mlflow);
  const [name, modelBytes = 0] = forMlflow ?? [];
  const flavour = await (name && modelFormats[name].mlflow?.());
  const metadata = metadataOf(model);
  const written: readonly ExportFormat[] = [...formats.sizes.keys()].map((each) => modelFormats[each]);
  return {
    ...Object.fromEntries(written.flatMap((each) => Object.entries(each.describe?.(metadata) ?? {}))),
    ...(flavour && mlflowFiles({ flavour, imageSize, resize, classes, modelBytes, createdMs, run })),
    'classes.json': `${JSON.stringify(classes, null, 1)}\n`,
    'README.md': modelCard({ model, ...formats, inMlflow: flavour !== undefined }),
  };
}
