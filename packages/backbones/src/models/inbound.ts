import { isObject, show } from '../contract/expectation.js';

/** Of a layer; more are only made to hold up who reads them. */
const mostInputs = 1000;
/** Of a tensor, with that of the batch. */
const mostAxes = 8;

/** A number that an operation is given beside a layer's output, or one for each channel: `x / 127.5`. */
export interface Constant {
  readonly value: number | readonly number[];
  /** Whether it stands on the left, as in `1 - x`. */
  readonly isFirst: boolean;
}

/** What is taken along an axis: all of the axes that are not said, one place, or a part as Python's `start:stop:step` has it. */
export type IndexPart = '...' | number | Slice;

export interface Slice {
  readonly start: number | null;
  readonly stop: number | null;
  readonly step: number | null;
}

/** What a layer is called with. */
export interface Call {
  /** Names of the layers beside it whose outputs it takes. */
  readonly inputs: readonly string[];
  readonly constant?: Constant;
  /** Of `x[..., ::-1]`, what stands in brackets. */
  readonly index?: readonly IndexPart[];
  readonly findings: readonly string[];
}

/** How Keras writes that a layer is called: one call for each entry, in the way of Keras 3 or in that of Keras 2. */
export function callOf(inbound: unknown): Call {
  const calls = Array.isArray(inbound) ? inbound : [];
  const [first] = calls as readonly unknown[];
  if (first === undefined) return { inputs: [], findings: [] };
  const call = isObject(first) ? callOfKeras3(first) : callOfKeras2(first);
  if (calls.length === 1) return call;
  return {
    ...call,
    findings: [...call.findings, `is called ${calls.length} times: each layer has one place here`],
  };
}

function callOfKeras3({ args, kwargs }: Record<string, unknown>): Call {
  const listed = Array.isArray(args) && args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
  const operands = (Array.isArray(listed) ? listed : []).map((arg: unknown) => {
    const config = configOf(arg, '__keras_tensor__');
    return config ? referenceOf(config['keras_history']) : operandOf(arg);
  });
  return together(operands, kwargs);
}

/** One tensor with what else the call was given, or a list of them; an operation has its second operand there, by one of several names. */
function callOfKeras2(call: unknown): Call {
  const listed: readonly unknown[] = Array.isArray(call) && typeof call[0] !== 'string' ? call : [call];
  const [first] = listed;
  const given = Array.isArray(first) && isObject(first[3]) ? first[3] : {};
  const { y: other, bias, slice_spec: index, data_format: format, ...kwargs } = given;
  const y = other ?? bias ?? index;
  const operands = listed.map((each) =>
    Array.isArray(each) && each[0] === '_CONSTANT_VALUE' ? operandOf(each[2]) : referenceOf(each),
  );
  const isReference = Array.isArray(y) && typeof y[0] === 'string';
  return together(y == null ? operands : [...operands, isReference ? referenceOf(y) : operandOf(y)], {
    ...kwargs,
    // The channels last, as TensorFlow calls it.
    ...(format !== 'NHWC' && { data_format: format }),
  });
}

function together(operands: readonly Operand[], kwargs: unknown): Call {
  if (operands.length > mostInputs)
    return { inputs: [], findings: [`takes ${operands.length} tensors, more than ${mostInputs}`] };
  const given = Object.entries(isObject(kwargs) ? kwargs : {}).filter(
    ([key, value]) => value != null && !(key === 'training' && typeof value === 'boolean'),
  );
  const constants = operands.flatMap(({ value }, index) =>
    value === undefined ? [] : { value, isFirst: index === 0 },
  );
  const index = operands.find((operand) => operand.index)?.index;
  return {
    inputs: operands.flatMap(({ name }) => name ?? []),
    ...(index && { index }),
    ...(constants[0] && { constant: constants[0] }),
    findings: [
      ...operands.flatMap(({ finding }) => finding ?? []),
      ...constants.slice(1).map(({ value }) => `takes ${show(value)} beside another number`),
      ...given.map(([key, value]) => `is called with ${key}=${show(value)}`),
    ],
  };
}

interface Operand extends Reference {
  readonly value?: Constant['value'];
  readonly index?: readonly IndexPart[];
}

/** What is no layer's output. */
function operandOf(written: unknown): Operand {
  const index = indexOf(written);
  if (index) return { index };
  let value = configOf(written, '__numpy__', '__tensor__')?.['value'] ?? written;
  // Axes before the channels.
  while (Array.isArray(value) && value.length === 1) [value] = value as readonly unknown[];
  const isConstant = Array.isArray(value) ? value.length > 0 && value.every(isNumber) : isNumber(value);
  return isConstant ? { value: value as Constant['value'] } : referenceOf(written);
}

function indexOf(written: unknown): readonly IndexPart[] | undefined {
  if (!Array.isArray(written) || written.length > mostAxes || !written.some(isObject)) return undefined;
  const parts = written.map(indexPartOf);
  return parts.every((part) => part !== undefined) ? parts : undefined;
}

function indexPartOf(written: unknown): IndexPart | undefined {
  if (Number.isInteger(written)) return written as number;
  if (!isObject(written)) return undefined;
  if (written['class_name'] === '__ellipsis__') return '...';
  const { start, stop, step } = configOf(written, '__slice__') ?? written;
  const isBound = (value: unknown) => value === null || Number.isSafeInteger(value);
  return [start, stop, step].every(isBound) ? ({ start, stop, step } as Slice) : undefined;
}

const isNumber = (value: unknown) => typeof value === 'number';

/** Of an object that Keras has written as one of these classes. */
function configOf(written: unknown, ...classes: readonly string[]): Record<string, unknown> | undefined {
  const isOne = isObject(written) && classes.some((name) => name === written['class_name']);
  return isOne && isObject(written['config']) ? written['config'] : undefined;
}

interface Reference {
  readonly name?: string;
  readonly finding?: string;
}

/** `[layer, call, output]`, to which Keras 2 adds what else the call was given. */
export function referenceOf(written: unknown): Reference {
  if (!Array.isArray(written) || typeof written[0] !== 'string')
    return { finding: `takes ${show(written)}, which is no layer's output` };
  // Which call it was is not asked: a layer is refused that has several, and Keras 2 counts from 1 for models inside.
  const [name, , output] = written as readonly unknown[];
  if (output === 0) return { name: name as string };
  return { finding: `takes ${show(written)}, which is not the only output of ${String(name)}` };
}

/** The layers that a model takes its inputs from, or gives its outputs of. */
export function endsOf(written: unknown): readonly Reference[] {
  const isOne = Array.isArray(written) && typeof written[0] === 'string';
  if (isOne) return [referenceOf(written)];
  if (isObject(written)) return endsOf(Object.values(written));
  return Array.isArray(written) ? written.map(referenceOf) : [];
}
