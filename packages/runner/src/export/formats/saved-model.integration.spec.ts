import { loadTfjsBinding, provisionTensorflow, type TfjsBinding } from '@thaw/engine';
import { describeModelFormat } from '@thaw/execution/contract';
import { cacheFolder } from '@thaw/execution/environment';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, it } from 'vitest';
import { savedModel } from './saved-model.js';

let binding: TfjsBinding;
beforeAll(async () => {
  const library = await provisionTensorflow({ cacheFolder: cacheFolder(process.env), device: 'cpu' });
  binding = loadTfjsBinding(library);
}, 600_000);

describeModelFormat(
  'a SavedModel',
  savedModel,
  async (files, images, shape) => {
    const folder = await mkdtemp(join(tmpdir(), 'thaw-saved-model-'));
    await writeFile(join(folder, 'saved_model.pb'), files.get(savedModel.path)!);
    const model = binding.loadSavedModel(folder, 'serve');
    const fed = binding.createTensor([...shape], binding.TF_UINT8, images);
    const [fetched] = binding.runSavedModel(model, [fed], 'images/Placeholder:0', 'probabilities/Softmax:0');
    const probabilities = binding.tensorDataSync(fetched!.id!) as Float32Array;
    for (const id of [fed, fetched!.id!]) binding.deleteTensor(id);
    binding.deleteSavedModel(model);
    await rm(folder, { recursive: true });
    return probabilities;
  },
  { describe, it },
);
