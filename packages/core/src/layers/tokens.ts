import type { Shape } from './layer-kind.js';

/** Checks that a layer was given `[tokens, width]`. */
export function tokensShape(input: Shape | undefined): [number, number] {
  if (input?.length !== 2) throw new RangeError(`expected [tokens, width], found [${input ?? ''}]`);
  return [input[0]!, input[1]!];
}
