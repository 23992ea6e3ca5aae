import { createRequire } from 'node:module';
import type { Attribute, Constant, DataType } from './attribute.js';
import type { Node, Output } from './node-list.js';

/** The setters of tfjs-node's protobuf messages (google-protobuf, without types of their own) that are used here. */
interface Message {
  serializeBinary(): Uint8Array;
}
interface AttrValueMessage extends Message {
  setB(value: boolean): void;
  setS(value: Uint8Array): void;
  setI(value: number): void;
  setF(value: number): void;
  setType(value: number): void;
  setShape(value: Message): void;
  setTensor(value: Message): void;
  setList(value: Message): void;
}
interface Messages {
  AttrValue: (new () => AttrValueMessage) & {
    ListValue: new () => Message & { setIList(values: readonly number[]): void };
  };
  NodeDef: new () => Message & {
    setName(name: string): void;
    setOp(op: string): void;
    setInputList(inputs: readonly string[]): void;
    getAttrMap(): { set(name: string, value: AttrValueMessage): void };
  };
  Tensor: new () => Message & {
    setDtype(type: number): void;
    setTensorShape(shape: Message): void;
    setTensorContent(bytes: Uint8Array): void;
  };
  TensorShape: (new () => Message & {
    setDimList(dimensions: readonly Message[]): void;
    setUnknownRank(unknown: boolean): void;
  }) & { Dim: new () => Message & { setSize(size: number): void } };
  VersionDef: new () => Message & { setProducer(version: number): void };
  GraphDef: new () => Message & {
    setNodeList(nodes: readonly Message[]): void;
    setVersions(v: Message): void;
  };
  MetaGraphDef: (new () => Message & {
    setMetaInfoDef(info: Message): void;
    setGraphDef(graph: Message): void;
    getSignatureDefMap(): { set(name: string, signature: Message): void };
  }) & {
    MetaInfoDef: new () => Message & { setTagsList(tags: readonly string[]): void };
  };
  SignatureDef: new () => Message & {
    getInputsMap(): { set(name: string, tensor: Message): void };
    getOutputsMap(): { set(name: string, tensor: Message): void };
    setMethodName(name: string): void;
  };
  TensorInfo: new () => Message & {
    setName(name: string): void;
    setDtype(type: number): void;
    setTensorShape(shape: Message): void;
  };
  SavedModel: new () => Message & {
    setSavedModelSchemaVersion(version: number): void;
    setMetaGraphsList(graphs: readonly Message[]): void;
  };
}

const protobuf = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js') as Messages;

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

/** The bytes of a `saved_model.pb` that holds a graph and no variables' values. */
export function encodeSavedModel(nodes: readonly Node[], signature?: Signature): Uint8Array {
  const versions = new protobuf.VersionDef();
  versions.setProducer(graphDefVersion);
  const graph = new protobuf.GraphDef();
  graph.setNodeList(nodes.map(nodeDef));
  graph.setVersions(versions);
  const info = new protobuf.MetaGraphDef.MetaInfoDef();
  info.setTagsList([servingTag]);
  const metaGraph = new protobuf.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  if (signature) metaGraph.getSignatureDefMap().set(servingSignature, signatureDef(signature));
  const savedModel = new protobuf.SavedModel();
  savedModel.setSavedModelSchemaVersion(1);
  savedModel.setMetaGraphsList([metaGraph]);
  return savedModel.serializeBinary();
}

function signatureDef({ inputs, outputs }: Signature): Message {
  const message = new protobuf.SignatureDef();
  message.setMethodName('tensorflow/serving/predict');
  for (const [name, tensor] of Object.entries(inputs)) message.getInputsMap().set(name, tensorInfo(tensor));
  for (const [name, tensor] of Object.entries(outputs)) message.getOutputsMap().set(name, tensorInfo(tensor));
  return message;
}

function tensorInfo({ tensor: { node, index, type }, shape }: SignatureTensor): Message {
  const message = new protobuf.TensorInfo();
  message.setName(`${node}:${index}`);
  message.setDtype(dataTypes[type]);
  message.setTensorShape(tensorShape(shape));
  return message;
}

function nodeDef({ name, op, inputs, attributes }: Node): Message {
  const node = new protobuf.NodeDef();
  node.setName(name);
  node.setOp(op);
  node.setInputList(inputs);
  for (const [key, attribute] of Object.entries(attributes)) node.getAttrMap().set(key, attrValue(attribute));
  return node;
}

function attrValue(attribute: Attribute): AttrValueMessage {
  const value = new protobuf.AttrValue();
  if (typeof attribute === 'boolean') value.setB(attribute);
  else if (typeof attribute === 'string') value.setS(Buffer.from(attribute));
  else if ('int' in attribute) value.setI(attribute.int);
  else if ('float' in attribute) value.setF(attribute.float);
  else if ('type' in attribute) value.setType(dataTypes[attribute.type]);
  else if ('shape' in attribute) value.setShape(tensorShape(attribute.shape));
  else if ('tensor' in attribute) value.setTensor(tensor(attribute.tensor));
  else {
    const list = new protobuf.AttrValue.ListValue();
    list.setIList(attribute.ints);
    value.setList(list);
  }
  return value;
}

function tensorShape(shape: readonly number[] | undefined): Message {
  const message = new protobuf.TensorShape();
  if (!shape) {
    message.setUnknownRank(true);
    return message;
  }
  message.setDimList(
    shape.map((size) => {
      const dimension = new protobuf.TensorShape.Dim();
      dimension.setSize(size);
      return dimension;
    }),
  );
  return message;
}

function tensor({ type, shape, values }: Constant): Message {
  const message = new protobuf.Tensor();
  message.setDtype(dataTypes[type]);
  message.setTensorShape(tensorShape(shape));
  message.setTensorContent(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return message;
}
