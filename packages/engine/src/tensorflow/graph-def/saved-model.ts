import type { Attribute, Constant, DataType } from './attribute.js';
import { MessageWriter } from './message-writer.js';
import type { Node, Output } from './node-list.js';

/** Numbers of `DataType` in tensorflow/core/framework/types.proto. */
const dataTypes: Readonly<Record<DataType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
  bfloat16: 14,
  resource: 20,
};

/** `TF_GRAPH_DEF_VERSION` of TensorFlow 2.21 and older; without one, operations are taken for those of 2015. */
const graphDefVersion = 1087;

export const servingTag = 'serve';
export const servingSignature = 'serving_default';

/** What a program that loads the model finds its inputs and outputs by. */
export interface Signature {
  readonly inputs: Readonly<Record<string, SignatureTensor>>;
  readonly outputs: Readonly<Record<string, SignatureTensor>>;
}

export interface SignatureTensor {
  readonly tensor: Output;
  /** -1 for the batch. */
  readonly shape: readonly number[];
}

/** The bytes of a `saved_model.pb` that holds a graph and no variables' values (core/protobuf/saved_model.proto). */
export function encodeSavedModel(nodes: readonly Node[], signature?: Signature): Uint8Array {
  return MessageWriter.encode((savedModel) => {
    savedModel.integer(1, 1); // saved_model_schema_version
    savedModel.message(2, (metaGraph) => {
      metaGraph.message(1, (info) => info.string(4, servingTag)); // meta_info_def, tags
      metaGraph.message(2, (graph) => writeGraph(graph, nodes));
      if (signature) metaGraph.map(5, { [servingSignature]: signature }, writeSignature);
    });
  });
}

/** core/protobuf/meta_graph.proto: `SignatureDef`. */
function writeSignature(message: MessageWriter, { inputs, outputs }: Signature): void {
  message.map(1, inputs, writeTensorInfo);
  message.map(2, outputs, writeTensorInfo);
  message.string(3, 'tensorflow/serving/predict'); // method_name
}

function writeTensorInfo(message: MessageWriter, { tensor, shape }: SignatureTensor): void {
  message.string(1, `${tensor.node}:${tensor.index}`);
  message.integer(2, dataTypes[tensor.type]);
  message.message(3, (tensorShape) => writeShape(tensorShape, shape));
}

/** core/framework/graph.proto and node_def.proto. */
function writeGraph(graph: MessageWriter, nodes: readonly Node[]): void {
  for (const { name, op, inputs, attributes } of nodes) {
    graph.message(1, (node) => {
      node.string(1, name);
      node.string(2, op);
      for (const input of inputs) node.string(3, input);
      node.map(5, attributes, writeAttribute);
    });
  }
  graph.message(4, (versions) => versions.integer(1, graphDefVersion)); // producer
}

/** core/framework/attr_value.proto. */
function writeAttribute(message: MessageWriter, attribute: Attribute): void {
  if (typeof attribute === 'boolean') message.bool(5, attribute);
  else if (typeof attribute === 'string') message.bytes(2, Buffer.from(attribute));
  else if ('int' in attribute) message.integer(3, attribute.int);
  else if ('float' in attribute) message.float(4, attribute.float);
  else if ('type' in attribute) message.integer(6, dataTypes[attribute.type]);
  else if ('shape' in attribute) message.message(7, (shape) => writeShape(shape, attribute.shape));
  else if ('tensor' in attribute) message.message(8, (tensor) => writeTensor(tensor, attribute.tensor));
  else message.message(1, (list) => list.integers(3, attribute.ints));
}

/** core/framework/tensor_shape.proto. */
function writeShape(message: MessageWriter, shape: readonly number[] | undefined): void {
  if (!shape) return message.bool(3, true); // unknown_rank
  for (const size of shape) message.message(2, (dimension) => dimension.integer(1, size));
}

/** core/framework/tensor.proto. */
function writeTensor(message: MessageWriter, { type, shape, values }: Constant): void {
  message.integer(1, dataTypes[type]);
  message.message(2, (tensorShape) => writeShape(tensorShape, shape));
  message.bytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)); // tensor_content
}
