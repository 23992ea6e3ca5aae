import { ThawError, type LayerKindName, type Plan } from '@thaw/core';
import { backbones, type BackboneName } from '@thaw/backbones';
import type { OpenedBackend } from '../worker/messages.js';

/** Before anything runs: whether the backend can train what the phases thaw. */
export function refuseUntrainable({ stages }: Plan, { backend, capabilities }: OpenedBackend): void {
  const kinds = new Set<LayerKindName>();
  for (const stage of stages) {
    if (stage.kind !== 'train') continue;
    const { name, imageSize } = stage.backbone;
    const trained = new Set(stage.trainable);
    const { layers } = backbones[name as BackboneName].build(imageSize);
    layers.filter((layer) => trained.has(layer.name)).forEach((layer) => kinds.add(layer.kind));
  }
  const untrainable = [...kinds].filter((kind) => capabilities.untrainable.includes(kind));
  if (untrainable.length === 0) return;
  throw new ThawError({
    code: 'THAW-BACKEND-CANNOT-TRAIN',
    message: `the backend ${backend} cannot train ${untrainable.join(', ')} layers`,
    expected: 'a backend with gradients for all layers that the phases thaw: tensorflow, or (slowly) cpu',
    found: backend,
    remedy: 'run `thaw doctor` to see why TensorFlow is not used, pass --backend cpu, or thaw no such layers',
  });
}
