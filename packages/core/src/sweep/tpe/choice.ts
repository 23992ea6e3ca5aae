import type { ParameterValues, ExpectedSeconds } from '../search.js';

/** What a point is chosen from. */
export interface Choice {
  readonly options: readonly Option[];
  /** What a logarithm of seconds counts against one of likelihood. */
  readonly thrift: number;
  /** What each is expected to cost, once it was asked; undefined where nobody knows. */
  readonly seconds?: ExpectedSeconds;
}

interface Option {
  readonly point: ParameterValues;
  /** How much likelier it is among the good ones than among the others, as a logarithm. */
  readonly gain: number;
}

/** Whatever costs less is as good as free. */
const leastSeconds = 1;

/** That which promises most for what it costs, of equals the first. What nobody knows the cost of counts as the others do in the mean. */
export function bestOf({ options, thrift, seconds = [] }: Choice): ParameterValues | undefined {
  const logs = options.map((_, index) => {
    const each = seconds[index];
    return each === undefined ? undefined : Math.log(Math.max(leastSeconds, each));
  });
  const known = logs.filter((log) => log !== undefined);
  const mean = known.reduce((sum, log) => sum + log, 0) / Math.max(1, known.length);
  const worths = options.map(({ gain }, index) => gain - thrift * (logs[index] ?? mean));
  return options[worths.indexOf(Math.max(...worths))]?.point;
}
