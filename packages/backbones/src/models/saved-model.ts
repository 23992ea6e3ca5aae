import type { JsonShape } from '@thaw/core';
import { shapes } from '@thaw/core';
import type { ModelFormat } from './decode-saved-model.js';

/** What Keras writes of a layer, or of a model, which may be one. */
export interface SavedLayer {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Of the class, since Keras 3. */
  readonly module?: string | null;
  /** Of a class that is not Keras's own. */
  readonly registered_name?: string | null;
  readonly inbound_nodes?: unknown;
  readonly build_config?: { readonly input_shape?: unknown } | null;
}

/** A model in a file, with what is known of the file. */
export interface SavedModel {
  readonly model: SavedLayer;
  /** As it is called: `flowers.keras`. */
  readonly file: string;
  /** Says where the weights of a layer are found in it. */
  readonly format: ModelFormat;
  readonly writer: Writer;
}

/** Whose functions a model was made with: some were others in Keras 2, and some still are in TensorFlow.js. */
export type Writer = 'keras3' | 'keras2' | 'tfjs';

const textOrNone = shapes.anyOf(shapes.text, { type: 'null' });
const called = { name: textOrNone };
const ofClass = { module: textOrNone, registered_name: textOrNone };

/** What else a layer's config holds is for its class to say. */
const savedLayerShape = shapes.object(
  { class_name: shapes.text, config: shapes.object({}, called) },
  ofClass,
);

/** Of a model; those that are layers of it have shapes of their own. */
export const savedModelShape: JsonShape = shapes.object(
  { class_name: shapes.text, config: shapes.object({ layers: shapes.listOf(savedLayerShape) }, called) },
  ofClass,
);

/** Classes whose layers have layers of their own. */
const modelClasses = ['Functional', 'Sequential', 'Model'];

/** The layers of a model. */
export const layersOf = ({ config }: SavedLayer): readonly SavedLayer[] =>
  config['layers'] as readonly SavedLayer[];

/** What a layer or a model is called. */
export const nameOf = ({ config }: SavedLayer): string | undefined =>
  (config['name'] ?? undefined) as string | undefined;

export const isModel = ({ class_name: name, config }: SavedLayer): boolean =>
  modelClasses.includes(name) && Array.isArray(config['layers']);
