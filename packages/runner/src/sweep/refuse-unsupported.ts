import {
  own,
  ThawError,
  type LayerKindName,
  type OpenedBackend,
  type Problem,
  type RunConfig,
} from '@thaw/core';
import type { SweepPart } from './prepare-sweep.js';

/** Before anything of them runs: whether the backend can do what the runs ask for. */
export function refuseUnsupported(part: SweepPart, opened: OpenedBackend): void {
  const problems = [...unsupportedSettings(part, opened), ...untrainableLayers(part, opened)];
  if (problems.length > 0) throw new ThawError(problems);
}

function unsupportedSettings(
  { plan, loaded }: SweepPart,
  { description, capabilities }: OpenedBackend,
): readonly Problem[] {
  const { precisions, rematerialises, compiles } = capabilities;
  const problem = (
    name: 'precision' | 'memory' | 'compile',
    isKnown: (config: RunConfig) => boolean,
    known: string,
    fallback: string,
  ): Problem[] => {
    const planned = plan.runs.find(({ run }) => !isKnown(run.config));
    if (!planned) return [];
    return [
      {
        code: 'THAW-BACKEND-UNSUPPORTED-SETTING',
        message: `what computes does not know ${name}: ${planned.run.config[name]}`,
        position: loaded.positionOf(planned.run, [name]),
        expected: known,
        found: description,
        remedy: `run \`thaw doctor\` to see what is used and why, or pass --set ${name}=${fallback}`,
      },
    ];
  };
  return [
    ...problem(
      'precision',
      ({ precision }) => !precision || precisions.includes(precision),
      precisions.join(' or '),
      'float32',
    ),
    ...problem('memory', ({ memory }) => !memory || rematerialises, 'the backend tensorflow', 'keep'),
    ...problem('compile', ({ compile }) => !compile || compiles, 'the backend tensorflow', 'off'),
  ];
}

function untrainableLayers(
  { plan, loaded }: SweepPart,
  { backend, capabilities }: OpenedBackend,
): readonly Problem[] {
  // Graphs are built for this alone, and a thousand runs have a thousand stages.
  if (capabilities.untrainable.length === 0) return [];
  const kinds = new Set<LayerKindName>();
  for (const stage of plan.stages) {
    if (stage.kind !== 'train') continue;
    const { name, imageSize } = stage.backbone;
    const trained = new Set(stage.trainable);
    const { layers } = own(loaded.backbones.registry, name)!.build(imageSize);
    layers.filter((layer) => trained.has(layer.name)).forEach((layer) => kinds.add(layer.kind));
  }
  const untrainable = [...kinds].filter((kind) => capabilities.untrainable.includes(kind));
  if (untrainable.length === 0) return [];
  return [
    {
      code: 'THAW-BACKEND-CANNOT-TRAIN',
      message: `the backend ${backend} cannot train ${untrainable.join(', ')} layers`,
      expected: 'a backend with gradients for all layers that the phases thaw: tensorflow, or (slowly) cpu',
      found: backend,
      remedy:
        'run `thaw doctor` to see why TensorFlow is not used, pass --backend cpu, or thaw no such layers',
    },
  ];
}
