import { own, shownMetrics } from '@thaw/core';
import { dot, gridY, line, ruleX, text } from '@observablehq/plot';
import { html, type Markup } from '../markup.js';
import { ink, panel, picture } from './picture.js';

/** One epoch of a run, across its phases. */
export interface CurveEpoch {
  /** Counts the epochs of all phases, from 1. */
  readonly step: number;
  readonly phase: string;
  /** By Keras's names. JSON has null for what is no number. */
  readonly metrics: Readonly<Record<string, number | null>>;
}

interface Point {
  readonly step: number;
  readonly value: number;
  readonly split: 'train' | 'val';
}

const [width, height] = [440, 260];
const colours = { train: ink.blue, val: ink.vermilion };

/** Loss and accuracy by epoch, in training and held out, with the borders of the phases. */
export function curvesPicture(epochs: readonly CurveEpoch[]): string {
  const panels = shownMetrics.curves.map((metric, index) => curve(epochs, metric, index * width));
  return picture(panels.length * width, height + 28, 'Learning curves', [
    html`<text x="8" y="18" font-weight="600">
      <tspan fill="${colours.train}">train</tspan> and <tspan fill="${colours.val}">validation</tspan>, by
      epoch
    </text>`,
    panels,
  ]);
}

function curve(epochs: readonly CurveEpoch[], metric: string, x: number): Markup {
  const points = (['train', 'val'] as const).flatMap((split) => pointsOf(epochs, metric, split));
  const borders = epochs.filter(({ phase }, index) => phase !== epochs[index - 1]?.phase);
  const at = { x: 'step', y: 'value', stroke: ({ split }: Point) => colours[split] } as const;
  return panel(x, 28, {
    ...{ width, height, marginLeft: 48, marginRight: 16, marginTop: 30, marginBottom: 36 },
    x: { label: 'epoch', interval: 1, tickFormat: 'd', ticks: 8, domain: [1, Math.max(2, epochs.length)] },
    y: { label: metric, nice: true, ticks: 5, tickSize: 0 },
    color: { type: 'identity' },
    marks: [
      gridY({ stroke: ink.line, strokeOpacity: 1, ticks: 5 }),
      ruleX(borders, { x: 'step', stroke: ink.muted, strokeDasharray: '2 3' }),
      text(borders, {
        ...{
          x: 'step',
          text: 'phase',
          textAnchor: 'start',
          frameAnchor: 'top',
          dx: 4,
          dy: -12,
          fill: ink.muted,
        },
      }),
      line(points, { ...at, z: 'split', strokeWidth: 2 }),
      dot(points, { ...at, r: 2.5 }),
    ],
  });
}

/** Where a value is no number, its line has a gap. */
const pointsOf = (epochs: readonly CurveEpoch[], metric: string, split: Point['split']): readonly Point[] =>
  epochs.flatMap(({ step, metrics }) => {
    const value = own(metrics, split === 'val' ? `val_${metric}` : metric);
    return value === undefined ? [] : { step, value: Number.isFinite(value) ? value! : NaN, split };
  });
