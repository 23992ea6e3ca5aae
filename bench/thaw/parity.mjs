// Features of random images, and the losses of 20 steps of training on them, by the device that is told: JSON into a file.
import { writeFileSync } from 'node:fs';
import { batch, engine, labels, openExtractor, openTrainer, options, randomImages } from './workload.mjs';

const computing = await engine(options.device);
const images = randomImages();

const extractor = await openExtractor(computing);
const [features] = await extractor.extract(images, batch);
extractor.dispose();

const trainer = await openTrainer(computing, 'all');
const losses = [];
for (let step = 0; step < 20; step++) {
  const { loss } = await trainer.step(
    { inputs: [images], labels, size: batch },
    { learningRate: 1e-5, seed: 1 },
  );
  losses.push(loss);
}
writeFileSync(options.out, JSON.stringify({ features: [...features], losses }));
process.exit(0);
