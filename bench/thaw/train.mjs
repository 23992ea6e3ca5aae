// One training workload: steps on images with what `--trainable` thaws (`all`, or `last`: the last block), the rest frozen
// but run live. Prints JSON.
import { batch, engine, labels, measure, openTrainer, options, randomImages } from './workload.mjs';

const trainer = await openTrainer(await engine(), options.trainable === 'last' ? { last: 1 } : 'all');
const inputs = [randomImages()];
console.log(
  JSON.stringify(
    await measure(() => trainer.step({ inputs, labels, size: batch }, { learningRate: 1e-5, seed: 1 })),
  ),
);
process.exit(0);
