import { MessageWriter } from '../protobuf/message-writer.js';

/** The version of ONNX's operators, of June 2022 (ONNX 1.12): what runs ONNX today knows it. */
export const opset = 17;
/** Of the format itself, which that release of ONNX came with. */
const irVersion = 8;

/** Numbers of `TensorProto.DataType`. */
const elementTypes = { float32: 1, uint8: 2, int64: 7, float16: 10 } as const;

export type ElementType = keyof typeof elementTypes;
/** What weights are written in. */
export type WeightType = Extract<ElementType, `float${string}`>;

export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string }
  | { readonly type: ElementType };

export interface Node {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A constant. */
export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Little-endian. */
  readonly values: Float32Array | Uint16Array | BigInt64Array;
}

/** An input or an output of the graph. */
export interface Port {
  readonly name: string;
  readonly type: ElementType;
  /** Words are sizes that differ from call to call. */
  readonly shape: readonly (number | string)[];
}

export interface Model {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Markdown. */
  readonly description: string;
  readonly producerVersion: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** `ModelProto` of onnx/onnx.proto, as are all messages here. */
export const encodeModel = (model: Model): Uint8Array =>
  MessageWriter.encode((message) => {
    message.integer(1, irVersion);
    message.string(2, 'Thaw'); // producer_name
    message.string(3, model.producerVersion);
    message.string(6, model.description); // doc_string
    message.message(7, (graph) => writeGraph(graph, model));
    message.message(8, (operators) => operators.integer(2, opset)); // opset_import: version
    writeMetadata(message, model.metadata);
  });

/** The same model with more of it: what a message of protobuf has several of goes on behind its end. */
export const withMetadata = (file: Uint8Array, metadata: Model['metadata']): Uint8Array =>
  Buffer.concat([file, MessageWriter.encode((message) => writeMetadata(message, metadata))]);

function writeMetadata(message: MessageWriter, metadata: Model['metadata']): void {
  for (const [key, value] of Object.entries(metadata))
    message.message(14, (entry) => {
      entry.string(1, key);
      entry.string(2, value);
    });
}

function writeGraph(graph: MessageWriter, { name, nodes, initializers, inputs, outputs }: Model): void {
  for (const node of nodes) graph.message(1, (message) => writeNode(message, node));
  graph.string(2, name);
  for (const tensor of initializers) graph.message(5, (message) => writeInitializer(message, tensor));
  for (const port of inputs) graph.message(11, (message) => writePort(message, port));
  for (const port of outputs) graph.message(12, (message) => writePort(message, port));
}

function writeNode(message: MessageWriter, { name, op, inputs, outputs, attributes }: Node): void {
  for (const input of inputs) message.string(1, input);
  for (const output of outputs) message.string(2, output);
  message.string(3, name);
  message.string(4, op);
  for (const [key, attribute] of Object.entries(attributes))
    message.message(5, (entry) => {
      entry.string(1, key);
      writeAttribute(entry, attribute);
    });
}

/** The value under the number of its kind, and that kind under 20. */
function writeAttribute(message: MessageWriter, attribute: Attribute): void {
  if ('float' in attribute) {
    message.float(2, attribute.float);
    message.integer(20, 1);
  } else if ('ints' in attribute) {
    message.integers(8, attribute.ints);
    message.integer(20, 7);
  } else if ('text' in attribute) {
    message.string(4, attribute.text);
    message.integer(20, 3);
  } else {
    message.integer(3, 'int' in attribute ? attribute.int : elementTypes[attribute.type]);
    message.integer(20, 2);
  }
}

function writeInitializer(message: MessageWriter, { name, type, shape, values }: Initializer): void {
  message.integers(1, shape);
  message.integer(2, elementTypes[type]);
  message.string(8, name);
  message.bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)); // raw_data
}

/** `ValueInfoProto` with a `TypeProto.Tensor`. */
function writePort(message: MessageWriter, { name, type, shape }: Port): void {
  message.string(1, name);
  message.message(2, (valueType) =>
    valueType.message(1, (tensor) => {
      tensor.integer(1, elementTypes[type]);
      tensor.message(2, (dimensions) => {
        for (const size of shape)
          dimensions.message(1, (dimension) =>
            typeof size === 'number' ? dimension.integer(1, size) : dimension.string(2, size),
          );
      });
    }),
  );
}
