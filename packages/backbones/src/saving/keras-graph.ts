import type { Json, NumericArray, Shape } from '@thaw/core';

/** What a layer gives, of one image. */
export interface KerasTensor {
  readonly layer: string;
  readonly shape: Shape;
}

/** Of a layer itself, as `''`, or of one inside of it, by the attribute that holds that; in Keras's order. */
export type KerasVariables = Readonly<Record<string, readonly Variable[]>>;
export type Variable = NumericArray<Float32Array | Uint32Array>;

/** A layer of Keras's own. */
export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, Json>>;
  readonly tensors: readonly KerasTensor[];
  /** Names of the layers that those are from. */
  readonly inputs: readonly string[];
  readonly variables: KerasVariables;
}

/** A functional model of Keras that is being written. */
export class KerasGraph {
  readonly #layers = new Map<string, KerasLayer>();

  get layers(): readonly KerasLayer[] {
    return [...this.#layers.values()];
  }

  /** `shape`: of what it gives; by default that of its first input. */
  add(
    className: string,
    name: string,
    config: Readonly<Record<string, Json>>,
    tensors: readonly KerasTensor[],
    { shape = tensors[0]!.shape, variables = {} }: { shape?: Shape; variables?: KerasVariables } = {},
  ): KerasTensor {
    const layer = this.#free(name);
    const inputs = tensors.map((tensor) => tensor.layer);
    this.#layers.set(layer, { name: layer, className, config, tensors, inputs, variables });
    return { layer, shape };
  }

  /** Keras takes no slash in a name, and TensorFlow, in whose scopes layers run, little else. */
  #free(wanted: string): string {
    let name = wanted.replaceAll(/[^\w.-]/g, '_').replace(/^(?=[^A-Za-z0-9])/, 'layer');
    while (this.#layers.has(name)) name = `${name}_`;
    return name;
  }
}
