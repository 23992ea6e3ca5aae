import { own, seededRandom } from '@thaw/core';
import type { RunRecord } from '../../runs/run-record.js';
import type { Parameter } from '../differing-parameters.js';
import { domainOf, type Domain } from './domain.js';
import { growTree, type Leaf, type Sample } from './regression-tree.js';

export interface Importance {
  readonly path: string;
  readonly label: string;
  /** Of the objective's variance, 0–1: how much this parameter explains by itself. Mean over the trees. */
  readonly share: number;
  /** Between which shares the middle 80 % of the trees lie. */
  readonly low: number;
  readonly high: number;
}

export type ImportanceResult =
  | {
      readonly importances: readonly Importance[];
      /** What only combinations explain, 0–1. */ readonly rest: number;
    }
  /** How many runs are needed. */
  | { readonly tooFewOf: number }
  | { readonly isConstant: true };

const trees = 100;

/** A tree of two runs a leaf can tell little apart with fewer. */
const fewestRuns = (parameters: number): number => Math.max(8, 4 * parameters);

/**
 * How much of the objective's variance each parameter explains: the main effects of functional ANOVA on a random
 * forest (F. Hutter, H. Hoos, K. Leyton-Brown: An Efficient Approach for Assessing Hyperparameter Importance, ICML
 * 2014). Each tree is grown on a bootstrap sample of the runs; seeded, so that a report is the same each time.
 */
export function functionalAnova(
  runs: readonly { readonly record: RunRecord; readonly value: number }[],
  parameters: readonly Parameter[],
): ImportanceResult {
  const needed = fewestRuns(parameters.length);
  if (runs.length < needed) return { tooFewOf: needed };
  const domains = parameters.map(domainOf);
  const samples = runs.map(({ record, value }) => ({
    levels: domains.map((domain) => domain.level(own(record.params, domain.path))),
    value,
  }));
  const shares = forest(samples, domains)
    .map((leaves) => mainEffects(leaves, domains))
    .filter((effects) => effects !== undefined);
  if (shares.length === 0) return { isConstant: true };

  const importances = domains.map(({ path, label }, axis) => {
    const sorted = shares.map((effects) => effects[axis]!).toSorted((a, b) => a - b);
    const quantile = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return { path, label, share: mean(sorted), low: quantile(0.1), high: quantile(0.9) };
  });
  const explained = importances.reduce((sum, { share }) => sum + share, 0);
  return {
    importances: importances.toSorted((a, b) => b.share - a.share),
    rest: Math.max(0, 1 - explained),
  };
}

function forest(samples: readonly Sample[], domains: readonly Domain[]): readonly (readonly Leaf[])[] {
  const random = seededRandom(['importance', samples]);
  const draw = () => samples[Math.floor(random() * samples.length)]!;
  return Array.from({ length: trees }, () => growTree(samples.map(draw), domains));
}

/** The variance of each parameter's marginal over the tree's; undefined for a tree that is flat. */
function mainEffects(leaves: readonly Leaf[], domains: readonly Domain[]): readonly number[] | undefined {
  const portion = (leaf: Leaf, axis: number) => leaf.box[axis]!.length / domains[axis]!.levels;
  const volumeBut = (leaf: Leaf, but?: number) =>
    domains.reduce((product, _, axis) => (axis === but ? product : product * portion(leaf, axis)), 1);
  const overall = leaves.reduce((sum, leaf) => sum + leaf.mean * volumeBut(leaf), 0);
  const variance = leaves.reduce((sum, leaf) => sum + (leaf.mean - overall) ** 2 * volumeBut(leaf), 0);
  if (!(variance > 0)) return undefined;

  return domains.map(({ levels }, axis) => {
    const marginal = new Float64Array(levels);
    for (const leaf of leaves) {
      const share = leaf.mean * volumeBut(leaf, axis);
      for (const level of leaf.box[axis]!) marginal[level]! += share;
    }
    return mean(marginal.map((value) => (value - overall) ** 2)) / variance;
  });
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
