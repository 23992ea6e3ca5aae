import { layerKinds, type Layer, type LayerKindName, type Shape } from '@thaw/core';
import { configFindings } from '../contract/layer-configs.js';
import { show } from '../contract/expectation.js';
import type { Finding, FlatModel } from './flatten-model.js';
import { KerasConfig } from './keras-config.js';
import { isAugmentation, meaningOf } from './keras-classes.js';
import type { SavedLayer, Writer } from './saved-model.js';

/** A model's layers in our words, for images of one size, as far as they have any. */
export interface ModelLayers {
  readonly layers: readonly Layer[];
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly findings: readonly Finding[];
  /** Layers of classes that Thaw has no kind for, by class. */
  readonly unknown: ReadonlyMap<string, readonly string[]>;
  /** Layers that change images while Keras trains, which are passed over. */
  readonly augmentations: readonly string[];
}

export function modelLayers(flat: FlatModel, imageSize: number, writer: Writer): ModelLayers {
  const shapes = new Map<string, Shape>();
  const unknown = new Map<string, string[]>();
  const layers: Layer[] = [];
  const findings: Finding[] = [];
  /** What is passed over gives on what it takes. */
  const passed = new Map<string, string>();
  for (const { name, saved, inputs: written, constant, index } of flat.layers) {
    const inputs = written.map((input) => passed.get(input) ?? input);
    const className = classOf(saved);
    if (isAugmentation(className) && inputs.length === 1) {
      passed.set(name, inputs[0]!);
      continue;
    }
    const before = findings.length;
    const layer = className === 'InputLayer' ? imagesOf(name, imageSize) : layerOf(className);
    if (layer) layers.push(layer);
    if (layer && findings.length === before && inputs.every((input) => shapes.has(input))) addShape(layer);

    function layerOf(known: string): Layer | undefined {
      const meaning = meaningOf(known);
      if (!meaning) {
        unknown.set(known, [...(unknown.get(known) ?? []), name]);
        return undefined;
      }
      const given = inputs.flatMap((input) => {
        const shape = shapes.get(input);
        return shape ? [shape] : [];
      });
      const keras = new KerasConfig(saved.config, given, writer, { constant, index });
      const read = { ...meaning(keras), name, inputs } as Layer;
      keras.finish();
      for (const says of keras.findings) findings.push({ layer: name, says });
      if (keras.findings.length > 0) return read;
      findings.push(...configFindings(read).map((says) => ({ says })));
      return read;
    }

    function addShape(known: Layer): void {
      const { arity, outputShape } = layerKinds[known.kind];
      const fits = arity === 'many' ? inputs.length >= 2 : inputs.length === arity;
      if (!fits) {
        findings.push({ layer: name, says: `a ${known.kind} with ${inputs.length} inputs` });
        return;
      }
      try {
        shapes.set(
          name,
          (outputShape as OutputShape)(
            known.config,
            inputs.map((input) => shapes.get(input)!),
          ),
        );
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        findings.push({ layer: name, says: error.message });
      }
    }
  }
  return { layers, shapes, findings, unknown, augmentations: [...passed.keys()] };
}

type OutputShape = (config: unknown, inputs: readonly Shape[]) => Shape;

const imagesOf = (name: string, size: number): Layer => ({
  name,
  kind: 'InputLayer' satisfies LayerKindName,
  config: { shape: [size, size, 3] },
  inputs: [],
});

/**
 * Its class, if it is Keras's own; a class of somebody's by the name that it was registered with. Keras 2 has one class for all functions
 * of TensorFlow.
 */
function classOf({ class_name: name, module, registered_name: registered, config }: SavedLayer): string {
  const { function: called } = config;
  if (/^(TF|Slicing)OpLambda$/.test(name) && typeof called === 'string') return `tf.${called}`;
  if (module == null) return typeof registered === 'string' && registered.includes('>') ? registered : name;
  const isKeras = /^(keras|tf_keras|tensorflow\.keras)(\.|$)/.test(module);
  return isKeras ? name : typeof registered === 'string' ? registered : `${show(module)} ${name}`;
}
