import { ThawError, type Problem, type Shape, type TrainerState, type Weights } from '@thaw/core';

/** What a training holds, by path. */
type Shaped = ReadonlyMap<string, { readonly shape: Shape }>;

/**
 * Throws a ThawError that lists every weight and slot that the state lacks or has in another shape, and every slot of
 * another optimizer. It may hold more weights.
 */
export function checkState(state: TrainerState, weights: Shaped, slots: Shaped): void {
  const problems = [
    ...compare('weight', state.weights, weights, weights.keys()),
    ...compare('optimizer slot', state.slots, slots, new Set([...slots.keys(), ...state.slots.keys()])),
  ];
  if (problems.length > 0) throw new ThawError(problems);
}

function compare(what: string, found: Weights, expected: Shaped, paths: Iterable<string>): Problem[] {
  const describe = (shape: readonly number[] | undefined) => (shape ? `[${shape.join(', ')}]` : 'nothing');
  return [...paths].flatMap((path): Problem[] => {
    const [wanted, given] = [describe(expected.get(path)?.shape), describe(found.get(path)?.shape)];
    if (wanted === given) return [];
    return [
      {
        code: 'THAW-ENGINE-STATE',
        message: `the checkpoint does not belong to this training: ${what} ${path} differs`,
        expected: wanted,
        found: given,
        remedy: 'delete the checkpoint, and the phase is trained anew',
      },
    ];
  });
}
