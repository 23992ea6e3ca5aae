import { MessageWriter } from '../../protobuf/message-writer.js';
import { dataTypes, writeGraph, writeShape } from './graph-def.js';
import type { Node, Output } from './node-list.js';

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
