import { chosenResize, describeResize, isUsual, modelOf, own, usualResize, weightsRecord } from '@thaw/core';
import type { BackboneRegistry, PlannedRun } from '@thaw/core';
import { basename } from 'node:path';

/** How images meet the squares of a plan's networks, and why so, but where it is as usual and as they were trained. */
export function resizeLines(runs: readonly PlannedRun[], registry: BackboneRegistry): string[] {
  const lines = runs.map(({ run: { config } }) => {
    const { data, backbone } = config;
    const { tag, resize: trained = usualResize } = weightsRecord(
      own(registry, backbone.name)!,
      backbone.weights,
    );
    const resize = chosenResize(data.resize, { resize: trained });
    if (isUsual(resize) && isUsual(trained)) return undefined;
    const model = modelOf(backbone.name);
    const name = basename(model?.path ?? backbone.name);
    const known = model
      ? `${name} does not say how it was trained`
      : `${name} was trained with ${describeResize(trained)}, by its record ${tag}`;
    const why =
      resize.from === 'weights'
        ? `as ${name} was trained, by its record ${tag}`
        : `as the spec says; ${known}`;
    return `Images meet the square of ${backbone.imageSize} px by ${describeResize(resize)}: ${why}.`;
  });
  return [...new Set(lines.filter((line) => line !== undefined))];
}
