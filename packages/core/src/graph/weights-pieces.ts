/** In bytes; that of the largest models takes a hundredth of it. */
export const largestIndex = 2 ** 26;

/** Of files that one index may name; each is kept open while weights are read. */
export const mostPieces = 1000;

/**
 * The names of files in what Hugging Face's libraries write where weights lie in several, `model.safetensors.index.json`. None that is no
 * file beside it: what reads the weights says what is wrong.
 */
export const shardNames = (index: string): readonly string[] =>
  namesIn(Object.values(mapOf(mapOf(parsed(index))['weight_map'])));

/** The same in the `model.json` of TensorFlow.js. */
export const tfjsPathNames = (index: string): readonly string[] =>
  namesIn(listOf(mapOf(parsed(index))['weightsManifest']).flatMap((group) => listOf(mapOf(group)['paths'])));

/** Whether a name is that of a file in the same folder, wherever it is read. */
export const isPlainFileName = (name: unknown): name is string =>
  typeof name === 'string' && /^[^/\\\0:]{1,255}$/.test(name) && name !== '.' && name !== '..';

function namesIn(values: readonly unknown[]): readonly string[] {
  const names = new Set(values.filter(isPlainFileName));
  return names.size > mostPieces ? [] : [...names];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const mapOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
