import { areSeveral, isFact, objectivesIn, own, type Objective } from '@thaw/core';
import { dot, gridX, gridY, line, text } from '@observablehq/plot';
import { html, type Markup } from '../markup.js';
import type { RunView, SweepView } from '../sweep-view.js';
import { chart, ofRun, quietFirst } from './chart.js';

interface Point {
  readonly view: RunView;
  readonly x: number;
  readonly y: number;
}

/** Longer names would run over each other. */
const longest = 28;
/** More names than this would hide the points. */
const mostNames = 12;

/** The first of several objectives against each of the others, with the Pareto front; nothing where there is one. */
export function tradeOffs({ runs, sweep }: SweepView): Markup | undefined {
  const { objective } = sweep;
  if (!areSeveral(objective)) return undefined;
  const [first, ...others] = objectivesIn(objective) as [Objective, ...Objective[]];
  const charts = others.map((other) => {
    const points = quietFirst(runs).flatMap((view): readonly Point[] => {
      const x = Number(own(view.record.metrics, other.metric) ?? NaN);
      return view.rank === undefined || view.value === undefined ? [] : [{ view, x, y: view.value }];
    });
    return points.length > 1 ? tradeOff(points, first, other, others.length === 1) : undefined;
  });
  return charts.some(Boolean) ? html`<div class="pair">${charts}</div>` : undefined;
}

/** `isWhole`: no other objective decides who is on the front, so that it is a line. */
function tradeOff(points: readonly Point[], first: Objective, other: Objective, isWhole: boolean): Markup {
  const front = points.filter(({ view }) => view.rank === 1).toSorted((a, b) => a.x - b.x);
  const values = points.map(({ x }) => x);
  const isLogarithmic = isFact(other.metric) && Math.max(...values) / Math.min(...values) > 20;
  return html`<figure>
    ${chart(`${first.metric} against ${other.metric}, with the Pareto front`, {
      ...{
        width: 520,
        height: 300,
        marginLeft: 46,
        marginRight: 60,
        marginTop: 28,
        marginBottom: 44,
        inset: 10,
      },
      x: {
        ...{ label: other.metric, labelOffset: 40, type: isLogarithmic ? 'log' : 'linear' },
        ...{ ticks: 5, tickFormat: '~s', nice: true, tickSize: 0 },
      },
      y: { label: first.metric, nice: true, ticks: 5, tickSize: 0 },
      marks: [
        gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        ...(isWhole
          ? [line(front, { x: 'x', y: 'y', curve: 'linear', stroke: 'var(--muted)', strokeWidth: 1.25 })]
          : []),
        dot(points, {
          ...{ x: 'x', y: 'y', r: 4.5, stroke: 'var(--surface)' },
          fill: ({ view }: Point) => view.colour,
          ...ofRun<Point>(),
        }),
        text(front.slice(0, mostNames), {
          ...{ x: 'x', y: 'y', dy: -12, fontWeight: 600 },
          text: ({ view }: Point) => shortened(view.label),
        }),
      ],
      color: { type: 'identity' },
    })}
  </figure>`;
}

const shortened = (label: string): string =>
  label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
