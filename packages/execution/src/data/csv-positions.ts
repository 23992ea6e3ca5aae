import type { SourcePosition } from '@thaw/core';
import { rangesInCsv, type Cell } from './csv.js';
import { positionsIn } from './text-positions.js';

export type PositionOfCell = (cell: Pick<Cell, 'row' | 'column'>) => SourcePosition;

/** Positions of the cells of a CSV text, which is gone through when first one is asked for. */
export function positionsOfCells(file: string, text: string): PositionOfCell {
  let position: PositionOfCell | undefined;
  const open = (): PositionOfCell => {
    const [rangeOf, positionOf] = [rangesInCsv(text), positionsIn(file, text)];
    return (cell) => positionOf(rangeOf(cell));
  };
  return (cell) => (position ??= open())(cell);
}
