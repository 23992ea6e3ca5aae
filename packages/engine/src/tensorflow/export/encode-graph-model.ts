import { own, type Classifier } from '@thaw/core';
import type { Constant, Attribute, DataType } from '../graph-def/attribute.js';
import { graphDefVersion } from '../graph-def/graph-def.js';
import type { Node } from '../graph-def/node-list.js';
import type { SignatureTensor } from '../graph-def/saved-model.js';
import { classifierGraph } from './classifier-graph.js';

/** What TensorFlow.js takes for a graph model (`ModelArtifacts` in tfjs-core): JSON, and the numbers apart from it. */
export interface GraphModel {
  readonly modelTopology: object;
  readonly signature: object;
  readonly weightSpecs: readonly WeightSpec[];
  /** In the order of `weightSpecs`, four bytes each, little-endian. */
  readonly weights: Uint8Array;
}

export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/**
 * A trained network as a graph model with the signature of `encodeClassifier`, but for pixels as int32: TensorFlow.js has no uint8. Throws
 * THAW-ENGINE-WEIGHTS for weights that are missing or of another shape.
 */
export function encodeGraphModel(classifier: Classifier): GraphModel {
  const { nodes, images, probabilities } = classifierGraph(classifier, 'int32');
  const constants = nodes.flatMap((node) => {
    const value = constantOf(node);
    return value ? [{ name: node.name, ...value }] : [];
  });
  const weights = new Uint8Array(constants.reduce((bytes, { values }) => bytes + values.byteLength, 0));
  let offset = 0;
  for (const { values } of constants) {
    weights.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return {
    modelTopology: { node: nodes.map(nodeJson), library: {}, versions: { producer: graphDefVersion } },
    signature: {
      inputs: { images: tensorJson(images) },
      outputs: { probabilities: tensorJson(probabilities) },
    },
    weightSpecs: constants.map(({ name, shape, type: dtype }) => ({ name, shape, dtype })),
    weights,
  };
}

function constantOf({ attributes }: Node): Constant | undefined {
  const value = attributes['value'];
  return typeof value === 'object' && 'tensor' in value ? value.tensor : undefined;
}

const undilated: Readonly<Record<string, Attribute>> = { dilations: { ints: [1, 1, 1, 1] } };

/** Attributes that TensorFlow fills in where they are left out, and TensorFlow.js misses. */
const defaults: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  Conv2D: undilated,
  DepthwiseConv2dNative: undilated,
};

/** A NodeDef in the JSON of protobuf, in which integers are texts and bytes base64. */
const nodeJson = ({ name, op, inputs, attributes }: Node) => ({
  name,
  op,
  input: inputs,
  attr: Object.fromEntries(
    Object.entries({ ...own(defaults, op), ...attributes }).map(([key, value]) => [
      key,
      attributeJson(value),
    ]),
  ),
});

function attributeJson(attribute: Attribute): object {
  if (typeof attribute === 'boolean') return { b: attribute };
  if (typeof attribute === 'string') return { s: Buffer.from(attribute).toString('base64') };
  if ('int' in attribute) return { i: String(attribute.int) };
  if ('float' in attribute) return { f: attribute.float };
  if ('type' in attribute) return { type: typeNames[attribute.type] };
  if ('shape' in attribute)
    return { shape: attribute.shape ? shapeJson(attribute.shape) : { unknownRank: true } };
  if ('ints' in attribute) return { list: { i: attribute.ints.map(String) } };
  const { type, shape } = attribute.tensor;
  return { tensor: { dtype: typeNames[type], tensorShape: shapeJson(shape) } };
}

const tensorJson = ({ tensor, shape }: SignatureTensor) => ({
  name: `${tensor.node}:${tensor.index}`,
  dtype: typeNames[tensor.type],
  tensorShape: shapeJson(shape),
});

const shapeJson = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });

const typeNames: Readonly<Record<DataType, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  uint8: 'DT_UINT8',
  bool: 'DT_BOOL',
  bfloat16: 'DT_BFLOAT16',
  resource: 'DT_RESOURCE',
};
