import { dot, gridX, gridY, line, text } from '@observablehq/plot';
import { html, type Markup } from '../markup.js';
import { paretoFront } from '../pareto-front.js';
import type { RunView, SweepView } from '../sweep-view.js';
import { chart, ofRun, quietFirst } from './chart.js';

interface Point {
  readonly view: RunView;
  readonly cost: number;
  readonly value: number;
}

/** The objective against what a run costs, for each cost that is known and not the same for all. */
export function costCharts({ runs, sweep }: SweepView): Markup | undefined {
  const costs = [
    { label: 'seconds of computing, by itself', of: ({ seconds }: RunView) => seconds || undefined },
    { label: 'parameters trained', of: ({ trainedParameters }: RunView) => trainedParameters },
  ];
  const charts = costs.flatMap(({ label, of }) => {
    const points = quietFirst(runs).flatMap((view) => {
      const cost = of(view);
      return cost === undefined || view.value === undefined ? [] : { view, cost, value: view.value };
    });
    const isTelling = new Set(points.map(({ cost }) => cost)).size > 1;
    return isTelling ? costChart(points, label, sweep.objective) : [];
  });
  return charts.length > 0 ? html`<div class="pair">${charts}</div>` : undefined;
}

function costChart(
  points: readonly Point[],
  label: string,
  { metric, goal }: SweepView['sweep']['objective'],
): Markup {
  const front = paretoFront(points, goal);
  const costs = points.map(({ cost }) => cost);
  const isLogarithmic = Math.max(...costs) / Math.min(...costs) > 20;
  return html`<figure>
    ${chart(`${metric} against ${label}`, {
      width: 520,
      height: 280,
      marginLeft: 46,
      marginRight: 24,
      marginTop: 28,
      marginBottom: 44,
      inset: 10,
      x: {
        labelOffset: 40,
        type: isLogarithmic ? 'log' : 'linear',
        label,
        ticks: 5,
        tickFormat: '~s',
        nice: true,
        tickSize: 0,
      },
      y: { label: metric, nice: true, ticks: 5, tickSize: 0 },
      marks: [
        gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        gridX({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        line(front, {
          x: 'cost',
          y: 'value',
          curve: 'step-after',
          stroke: 'var(--muted)',
          strokeWidth: 1.25,
        }),
        dot(points, {
          x: 'cost',
          y: 'value',
          r: 4.5,
          fill: ({ view }: Point) => view.colour,
          stroke: 'var(--surface)',
          ...ofRun<Point>(),
        }),
        text(front, {
          x: 'cost',
          y: 'value',
          text: ({ view }: Point) => String(view.rank),
          dy: -12,
          fontWeight: 600,
        }),
      ],
      color: { type: 'identity' },
    })}
  </figure>`;
}
