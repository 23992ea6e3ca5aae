// One extraction workload: images to pooled features, in batches. Prints JSON.
import { batch, engine, measure, openExtractor, randomImages } from './workload.mjs';

const extractor = await openExtractor(await engine());
const images = randomImages();
console.log(JSON.stringify(await measure(() => extractor.extract(images, batch))));
process.exit(0);
