import type { Attribute, Constant, DataType } from './attribute.js';
import { MessageWriter } from '../../protobuf/message-writer.js';
import type { Node } from './node-list.js';

/** Numbers of `DataType` in tensorflow/core/framework/types.proto. */
export const dataTypes: Readonly<Record<DataType, number>> = {
  float32: 1,
  int32: 3,
  uint8: 4,
  bool: 10,
  bfloat16: 14,
  resource: 20,
};

/** `TF_GRAPH_DEF_VERSION` of TensorFlow 2.21 and older; without one, operations are taken for those of 2015. */
export const graphDefVersion = 1087;

/** The bytes of a GraphDef. */
export const encodeGraphDef = (nodes: readonly Node[]): Uint8Array =>
  MessageWriter.encode((message) => writeGraph(message, nodes));

/** core/framework/graph.proto and node_def.proto. */
export function writeGraph(graph: MessageWriter, nodes: readonly Node[]): void {
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
export function writeShape(message: MessageWriter, shape: readonly number[] | undefined): void {
  if (!shape) return message.bool(3, true); // unknown_rank
  for (const size of shape) message.message(2, (dimension) => dimension.integer(1, size));
}

/** core/framework/tensor.proto. */
function writeTensor(message: MessageWriter, { type, shape, values }: Constant): void {
  message.integer(1, dataTypes[type]);
  message.message(2, (tensorShape) => writeShape(tensorShape, shape));
  message.bytes(4, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)); // tensor_content
}
