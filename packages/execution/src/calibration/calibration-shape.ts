/** What is divided by, or multiplies what is divided by it. */
const rate = { type: 'number', exclusiveMinimum: 0 };
const seconds = { type: 'number', minimum: 0 };
const text = { type: 'string' };

const work = {
  type: 'object',
  required: ['matrixFlops', 'depthwiseFlops', 'elementBytes'],
  properties: { matrixFlops: rate, depthwiseFlops: rate, elementBytes: rate },
};

const pass = { forward: work, training: work, secondsPerLayer: seconds };

/** Those of what a backend may lack, or was not wanted yet, may be absent. */
const optional = ['bfloat16', 'secondsPerCompiledLayer'];

const speed = {
  ...pass,
  bfloat16: { type: 'object', required: Object.keys(pass), properties: pass },
  secondsPerCompiledLayer: rate,
  decodesBeside: { type: 'boolean' },
  secondsPerStep: seconds,
  secondsPerStage: seconds,
  secondsPerImage: seconds,
  secondsPerImageByte: seconds,
  secondsPerAugmentedPixel: seconds,
  secondsPerWrite: seconds,
  diskBytes: rate,
};

/** The JSON Schema of a `Calibration`. */
export const calibrationShape = {
  type: 'object',
  required: ['machine', 'speed', 'isQuiet', 'ratios', 'usedMs'],
  properties: {
    machine: {
      type: 'object',
      required: ['engine', 'backend', 'description', 'cpu', 'threads'],
      properties: {
        ...{ engine: text, backend: text, description: text, cpu: text },
        device: { const: 'gpu' },
        threads: { type: 'integer', minimum: 1 },
        workers: { type: 'integer', minimum: 2 },
      },
    },
    speed: {
      type: 'object',
      required: Object.keys(speed).filter((key) => !optional.includes(key)),
      properties: speed,
    },
    isQuiet: { type: 'boolean' },
    ratios: { type: 'object', additionalProperties: { type: 'array', items: rate } },
    usedMs: { type: 'number' },
  },
};
