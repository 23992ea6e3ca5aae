import { backbones, type BackboneName } from '@thaw/backbones';
import {
  addHead,
  describeLayers,
  seededRandom,
  type Backbone,
  type Classifier,
  type ModelFiles,
} from '@thaw/core';
import { loadTfjsBinding, provisionTensorflow } from '@thaw/engine';
import { cacheFolder } from '@thaw/execution/environment';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { savedModel } from './formats/saved-model.js';

/** A CNN, a transformer at another size than its own, and a ConvNeXt, of the smallest that there are. */
export const networks = [
  'mobilenetv2',
  'vit_tiny_patch16_384',
  'convnext_atto',
] as const satisfies BackboneName[];
export const side = 64;
export const metadata = { classes: ['a "b" <c>', 'é', 'f'], metrics: { val_accuracy: 0.5 }, licence: null };

const count = 2;
export const shape = [count, side, side, 3] as const;

const random = seededRandom('images');
const each = side * side * 3;
/** Noise, which all averages make alike, and noise from blue above to yellow below. */
export const images = Uint8Array.from({ length: count * each }, (_, index) => {
  const down = (index % each) / each;
  const tint = index % 3 === 2 ? 1 - down : down;
  return Math.floor(index < each ? 256 * random() : 56 * random() + 200 * tint);
});

/** A network with weights of realistic size, none of them at 0 or 1, so that what is left out shows. */
export function classifierOf(name: BackboneName, classes = metadata.classes.length): Classifier {
  const backbone: Backbone = backbones[name];
  const { pool = 'avg' } = backbone;
  const graph = addHead(backbone.build(side), { pool, hidden: [8], dropout: 0.2 }, classes);
  const drawn = seededRandom([name, 'weights']);
  const around = (centre: number, spread: number) => centre + spread * (2 * drawn() - 1);
  const weights = [...describeLayers(graph)].flatMap(([layer, facts]) =>
    facts.weights.map(({ name: weight, shape }) => {
      const length = shape.reduce((product, size) => product * size, 1);
      // How many numbers go into one: of a depthwise kernel, those of one channel.
      const fan = length / (shape.at(-1) === 1 ? shape.at(-2)! : shape.at(-1)!);
      const one = /variance|gamma/.test(weight);
      const [centre, spread] = one ? [1, 0.3] : /kernel/.test(weight) ? [0, Math.sqrt(6 / fan)] : [0, 0.1];
      const data = Float32Array.from({ length }, () => around(centre, spread));
      return [`${layer}/${weight}`, { shape, data }] as const;
    }),
  );
  return { graph, preprocessing: backbone.weights[0].preprocessing, weights: new Map(weights) };
}

/** What TensorFlow makes of a SavedModel. */
export async function byTensorflow(
  files: ModelFiles,
  pixels: Uint8Array,
  dimensions: readonly number[],
): Promise<Float32Array> {
  const binding = loadTfjsBinding(
    await provisionTensorflow({ cacheFolder: cacheFolder(process.env), device: 'cpu' }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'thaw-saved-model-'));
  await writeFile(join(folder, 'saved_model.pb'), files.get(savedModel.path)!);
  const model = binding.loadSavedModel(folder, 'serve');
  const fed = binding.createTensor([...dimensions], binding.TF_UINT8, pixels);
  const [fetched] = binding.runSavedModel(model, [fed], 'images/Placeholder:0', 'probabilities/Softmax:0');
  const probabilities = binding.tensorDataSync(fetched!.id!) as Float32Array;
  for (const id of [fed, fetched!.id!]) binding.deleteTensor(id);
  binding.deleteSavedModel(model);
  await rm(folder, { recursive: true });
  return probabilities;
}

export const largestDifference = (found: ArrayLike<number>, expected: ArrayLike<number>): number =>
  Math.max(...Array.from(expected, (value, index) => Math.abs(value - found[index]!)));
