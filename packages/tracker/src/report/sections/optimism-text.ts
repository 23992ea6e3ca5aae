import { chosenFrom, type SelectionOptimism } from '@thaw/core';
import { metricText } from '../number-text.js';

/** How much better the best looks than it is; nothing where it does not. */
export const optimismText = (selection: SelectionOptimism | undefined): string | undefined =>
  selection && selection.optimism !== 0
    ? `The best of ${chosenFrom(selection)} looks better than it is, by ${metricText(Math.abs(selection.optimism))} as the bootstrap of the selection over ${selection.parts} ${selection.over} has it.`
    : undefined;
