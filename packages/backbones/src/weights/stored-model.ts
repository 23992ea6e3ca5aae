import type { LayerGraph, NameMap, Shape } from '@thaw/core';

/** A tensor in a weight file, not read yet. */
export interface StoredTensor {
  /** As in Keras. */
  readonly shape: Shape;
  read(): Float32Array;
}

/** A layer in a weight file that has weights. */
export interface StoredLayer {
  /** The layer's name, as far as the file tells it. */
  readonly name: string;
  /** Keras's class in snake case, `conv2d`, where the file counts layers by class. */
  readonly className?: string;
  /** In Keras's order: trainable ones first; undefined where the file lacks one that is known by name. */
  readonly tensors: readonly (StoredTensor | undefined)[];
}

/**
 * A model in a weight file; a file may nest several. Its layers are in the order of `model.layers`; where the file
 * counts by class, only the order within a class has a meaning.
 */
export interface StoredModel {
  readonly layers: readonly StoredLayer[];
  /** What lies between them and belongs to no layer of the graph, as far as names tell it. */
  readonly between?: readonly string[];
}

/** A weight file that is open. */
export interface StoredFile {
  /** The models in it; where it lists tensors by name, what each of `names` makes of them for a graph. */
  modelsFor(graph: LayerGraph, names?: readonly NameMap[]): readonly StoredModel[];
  /** Of a file that lists tensors by name, with their shapes there. */
  readonly tensors?: ReadonlyMap<string, { readonly shape: Shape }>;
}
