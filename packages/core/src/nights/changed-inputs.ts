import type { Night, NightInputs } from './night.js';

export type InputName = keyof NightInputs;

/** What a night was made from, where it was not what an earlier one was made from. */
export interface ChangedInput {
  readonly input: InputName;
  readonly from: string;
  readonly to: string;
}

const names = ['data', 'weights', 'spec', 'code', 'thaw'] as const satisfies readonly InputName[];

/** What only one of them knows says nothing. */
export const changedInputs = (night: Night, before: Night): readonly ChangedInput[] =>
  names.flatMap((input) => {
    const [from, to] = [before.inputs?.[input], night.inputs?.[input]];
    return from === undefined || to === undefined || from === to ? [] : [{ input, from, to }];
  });
