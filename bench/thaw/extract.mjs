// One extraction workload: images to pooled features, in batches. Prints JSON.
import { headPool } from '@thaw/core';
import { batch, engine, measure, model, network, options, randomImages, weights } from './workload.mjs';

const extractor = await (
  await engine()
).createExtractor({
  graph: model,
  preprocessing: network.weights[0].preprocessing,
  weights,
  outputs: [headPool],
  precision: options.precision,
});
const images = randomImages();
console.log(JSON.stringify(await measure(() => extractor.extract(images, batch))));
process.exit(0);
