import { isObject, show } from '../contract/expectation.js';

/** Of a layer; more are only made to hold up who reads them. */
const mostInputs = 1000;

/** What a layer is called with. */
export interface Call {
  /** Names of the layers beside it whose outputs it takes. */
  readonly inputs: readonly string[];
  readonly findings: readonly string[];
}

/** How Keras writes that a layer is called: one call for each entry, in the way of Keras 3 or in that of Keras 2. */
export function callOf(inbound: unknown): Call {
  const calls = Array.isArray(inbound) ? inbound : [];
  const [first] = calls as readonly unknown[];
  if (first === undefined) return { inputs: [], findings: [] };
  const { inputs, findings } = isObject(first) ? callOfKeras3(first) : callOfKeras2(first);
  if (calls.length === 1) return { inputs, findings };
  return {
    inputs,
    findings: [...findings, `is called ${calls.length} times: each layer has one place here`],
  };
}

function callOfKeras3({ args, kwargs }: Record<string, unknown>): Call {
  const listed = Array.isArray(args) && args.length === 1 && Array.isArray(args[0]) ? args[0] : args;
  const tensors = (Array.isArray(listed) ? listed : []).map((arg: unknown) => {
    const config = isObject(arg) && arg['class_name'] === '__keras_tensor__' ? arg['config'] : undefined;
    return referenceOf(isObject(config) ? config['keras_history'] : arg);
  });
  return together(tensors, kwargs);
}

function callOfKeras2(call: unknown): Call {
  const tensors = Array.isArray(call) ? call.map(referenceOf) : [referenceOf(call)];
  const [kwargs] = Array.isArray(call)
    ? call.map((each: unknown) => (Array.isArray(each) ? each[3] : {}))
    : [];
  return together(tensors, kwargs);
}

function together(tensors: readonly Reference[], kwargs: unknown): Call {
  if (tensors.length > mostInputs)
    return { inputs: [], findings: [`takes ${tensors.length} tensors, more than ${mostInputs}`] };
  const given = Object.entries(isObject(kwargs) ? kwargs : {}).filter(
    ([key, value]) => value !== null && !(key === 'training' && typeof value === 'boolean'),
  );
  return {
    inputs: tensors.flatMap(({ name }) => name ?? []),
    findings: [
      ...tensors.flatMap(({ finding }) => finding ?? []),
      ...given.map(([key, value]) => `is called with ${key}=${show(value)}`),
    ],
  };
}

interface Reference {
  readonly name?: string;
  readonly finding?: string;
}

/** `[layer, call, output]`, to which Keras 2 adds what else the call was given. */
export function referenceOf(written: unknown): Reference {
  if (!Array.isArray(written) || typeof written[0] !== 'string')
    return { finding: `takes ${show(written)}, which is no layer's output` };
  const [name, call, output] = written as readonly unknown[];
  if (call === 0 && output === 0) return { name: name as string };
  return { finding: `takes ${show(written)}, which is not the only output of ${String(name)}` };
}

/** The layers that a model takes its inputs from, or gives its outputs of. */
export function endsOf(written: unknown): readonly Reference[] {
  const isOne = Array.isArray(written) && typeof written[0] === 'string';
  if (isOne) return [referenceOf(written)];
  if (isObject(written)) return endsOf(Object.values(written));
  return Array.isArray(written) ? written.map(referenceOf) : [];
}
