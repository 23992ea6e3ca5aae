import type { ParameterValues, Search } from './search.js';

/**
 * A search of which up to `places` points are under way at once, and that proposes the same in whatever order they end: before it is asked
 * for another it has been told of all but the last `places - 1`, in the order in which it proposed them, and of none of these. What
 * it is certain of it is asked for at once. With one place it is the search itself.
 */
export function inTurn(search: Search, places: number): Search {
  if (places === 1) return search;
  const asked: ParameterValues[] = [];
  const numbers = new Map<ParameterValues, number>();
  /** What has come of points that the search has not been told of. */
  const untold = new Map<ParameterValues, Parameters<Search['tell']>>();
  let told = 0;
  const tellDue = (): boolean => {
    for (; told < asked.length - places + 1; told++) {
      const end = untold.get(asked[told]!);
      if (!end) return false;
      untold.delete(asked[told]!);
      search.tell(...end);
    }
    return true;
  };
  return {
    ...search,
    ask() {
      if (!tellDue() && search.certain().length === 0) return 'wait';
      const point = search.ask();
      if (typeof point !== 'object') return point;
      numbers.set(point, asked.length);
      asked.push(point);
      return point;
    },
    tell(...end) {
      const [point] = end;
      // One that was stopped and went on ends again.
      if (numbers.get(point)! < told) search.tell(...end);
      else untold.set(point, end);
    },
  };
}
