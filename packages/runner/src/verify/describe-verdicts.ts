import type { Verdict } from './compare-stages.js';

const words = {
  same: 'the same bits',
  differs: 'DIFFERS',
  missing: 'nothing stored to compare with',
} as const satisfies Record<Verdict['verdict'], string>;

/** One line a stage, and one for each thing that differs. */
export const describeVerdict = ({ kind, key, label, verdict, differences }: Verdict): string =>
  [
    `${kind.padEnd(8)}  ${key.slice(0, 12)}  ${words[verdict]}  (${label})`,
    ...differences.map(({ what, maxDifference }) =>
      maxDifference === undefined
        ? `          ${what}: other content`
        : `          ${what}: by up to ${maxDifference.toPrecision(3)}`,
    ),
  ].join('\n');

/** The whole in one line. */
export function describeVerdicts(verdicts: readonly Verdict[], runs: number): string {
  const count = (wanted: Verdict['verdict']) => verdicts.filter(({ verdict }) => verdict === wanted).length;
  const [differ, missing] = [count('differs'), count('missing')];
  const parts = [
    `${verdicts.length} stages of ${runs} run${runs === 1 ? '' : 's'} computed again`,
    differ > 0 ? `${differ} differ` : missing < verdicts.length ? 'the bits agree' : undefined,
    missing > 0 ? `${missing} not stored` : undefined,
  ];
  const advice = differ > 0 ? '; `thaw sweep --recompute KIND` replaces what is stored' : '';
  return `\n${parts.filter((part) => part !== undefined).join(', ')}${advice}`;
}
