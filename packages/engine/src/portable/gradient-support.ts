import { getKernel, MaxPoolGrad } from '@tensorflow/tfjs-core';
import { own, ThawError, type Layer, type LayerKindName, type Problem } from '@thaw/core';
import { portableLayer, portableLayers } from './layers/portable-layers.js';

/**
 * Kernels that are there but compute the wrong thing. That of wasm (tfjs 4.22) starts its search for the maximum at
 * FLT_MIN, so a window of negative numbers passes no gradient.
 */
const defective: Readonly<Record<string, readonly string[]>> = { wasm: [MaxPoolGrad] };

const lacks = (backend: string, kernels: readonly string[] = []) =>
  kernels.filter((kernel) => !getKernel(kernel, backend) || own(defective, backend)?.includes(kernel));

/** The kinds of layers that no gradient can reach or pass, by the kernels that the backend has. */
export function untrainableKinds(backend: string): LayerKindName[] {
  const kinds = Object.keys(portableLayers) as LayerKindName[];
  return kinds.filter((kind) => {
    const { weightGradientKernels = [], inputGradientKernels = [] } = portableLayer(kind);
    return lacks(backend, [...weightGradientKernels, ...inputGradientKernels]).length > 0;
  });
}

/**
 * Throws a ThawError with a problem for each kind of layer whose gradient the backend cannot compute.
 *
 * @param taped the layers from the first trained one up
 * @param trained those among them whose weights are trained
 */
export function checkGradients(backend: string, taped: readonly Layer[], trained: ReadonlySet<string>): void {
  const reached = new Set<string>();
  const missing = new Map<LayerKindName, { kernels: Set<string>; layers: string[] }>();
  for (const { name, kind, inputs } of taped) {
    const { weightGradientKernels, inputGradientKernels } = portableLayer(kind);
    const passes = inputs.some((input) => reached.has(input));
    if (passes || trained.has(name)) reached.add(name);
    const kernels = [
      ...(trained.has(name) ? lacks(backend, weightGradientKernels) : []),
      ...(passes ? lacks(backend, inputGradientKernels) : []),
    ];
    if (kernels.length === 0) continue;
    const entry = missing.get(kind) ?? { kernels: new Set(), layers: [] };
    kernels.forEach((kernel) => entry.kernels.add(kernel));
    entry.layers.push(name);
    missing.set(kind, entry);
  }
  if (missing.size === 0) return;
  throw new ThawError(
    [...missing].map(([kind, { kernels, layers }]): Problem => ({
      code: 'THAW-ENGINE-NO-GRADIENT',
      message: `the ${backend} backend cannot compute the gradient of ${kind}, as ${layers[0]} needs`,
      expected: [...kernels].join(', '),
      found: `none that works, for ${layers.length} of its layers`,
      remedy: 'train only layers above them, or use `--backend tensorflow`',
    })),
  );
}
