import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/random.js';
import { gridSearch } from './methods/grid.js';
import { tpeSearch } from './methods/tpe.js';
import { inTurn } from './in-turn.js';
import { searchSpace } from './search-space.js';
import type { ParameterValues, Search } from './search.js';

const space = searchSpace([
  { paths: ['x'], space: { kind: 'uniform', low: 0, high: 1 }, when: [] },
  { paths: ['y'], space: { kind: 'uniform', low: 0, high: 1 }, when: [] },
]);
const learning = () => tpeSearch(space, { runs: 24, startup: 6 }, 7);
const costOf = ({ x, y }: ParameterValues) => Math.abs(Number(x) - 0.3) + Number(y);

/** What is proposed where up to `places` points are under way, and `next` says which of them ends. */
function proposals(search: Search, places: number, next: (underWay: number) => number): ParameterValues[] {
  const all: ParameterValues[] = [];
  const underWay: ParameterValues[] = [];
  for (;;) {
    const point = underWay.length < places ? search.ask() : 'wait';
    if (typeof point === 'object') {
      all.push(point);
      underWay.push(point);
      continue;
    }
    if (underWay.length === 0) return all;
    const [ended] = underWay.splice(next(underWay.length), 1);
    search.tell(ended!, costOf(ended!));
  }
}

describe('a search of which several points are under way', () => {
  it('proposes the same in whatever order they end', () => {
    for (const places of [2, 5]) {
      const inOrder = proposals(inTurn(learning(), places), places, () => 0);
      expect(inOrder).toHaveLength(24);
      const random = seededRandom('ends');
      for (let round = 0; round < 5; round++) {
        const any = (underWay: number) => Math.floor(random() * underWay);
        expect(proposals(inTurn(learning(), places), places, any)).toEqual(inOrder);
        // By itself it does not.
        expect(proposals(learning(), places, any)).not.toEqual(inOrder);
      }
    }
  });

  it('learns of all but those that may be under way', () => {
    const told: string[] = [];
    let asked = 0;
    const search: Search = {
      certain: () => [],
      ask: () => ({ n: asked++ }),
      tell: ({ n }) => told.push(`${Number(n)} before ${asked}`),
    };
    const three = inTurn(search, 3);
    const [first, second, third] = [0, 1, 2].map(() => three.ask() as ParameterValues);
    expect(three.ask()).toBe('wait');
    for (const point of [third, second]) three.tell(point!, 1);
    expect(three.ask()).toBe('wait');
    three.tell(first!, 1);
    expect(three.ask()).toEqual({ n: 3 });
    expect(three.ask()).toEqual({ n: 4 });
    expect(told).toEqual(['0 before 3', '1 before 4']);
    // It was stopped, and has gone on.
    three.tell(first!, 0.5);
    expect(told.at(-1)).toBe('0 before 5');
  });

  it('waits for nothing where it is certain, nor with one place', () => {
    const grid = gridSearch(
      searchSpace([{ paths: ['x'], space: { kind: 'choice', values: [1, 2, 3] }, when: [] }]),
    );
    const two = inTurn(grid, 2);
    expect([two.ask(), two.ask(), two.ask()]).toEqual([{ x: 1 }, { x: 2 }, { x: 3 }]);
    const search = learning();
    expect(inTurn(search, 1)).toBe(search);
  });
});
