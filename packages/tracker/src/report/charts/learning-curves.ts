import { own } from '@thaw/core';
import { dot, gridY, line, ruleX, text } from '@observablehq/plot';
import { html, type Markup } from '../markup.js';
import type { RunView, SweepView } from '../sweep-view.js';
import { chart, ofRun, quietFirst } from './chart.js';

interface Point {
  readonly view: RunView;
  /** Counts the epochs of all phases, from 1. */
  readonly epoch: number;
  readonly value: number;
}

/** More lines are neither told apart nor drawn in a moment. */
const mostLines = 100;

/** The objective and the loss by epoch, held out and in training, with the borders of the phases. */
export function learningCurves(view: SweepView): Markup | undefined {
  const objective = view.sweep.objective.metric.replace(/^val_/, '');
  const metrics = [...new Set(['val_', ''].flatMap((prefix) => [prefix + objective, `${prefix}loss`]))];
  const runs = view.runs.slice(0, mostLines);
  const figures = metrics.filter((each) => runs.some(({ record }) => own(record.history, each)));
  if (figures.length === 0) return undefined;
  return html`${
      view.runs.length > mostLines &&
      html`<p>Of the ${view.runs.length} runs the first ${mostLines} are drawn.</p>`
    }
    <div class="pair">${figures.map((each) => learningCurve(runs, each))}</div>`;
}

function learningCurve(runs: readonly RunView[], metric: string): Markup {
  const points = quietFirst(runs).flatMap((view) => pointsOf(view, metric));
  const ends = points.filter(({ view, epoch }) => view.isColoured && epoch === endOf(view, metric));
  const borders = phaseBorders(runs);
  const isFew = points.length <= 60;
  return html`<figure>
    ${chart(`${metric} of each run by epoch`, {
      width: 520,
      height: 280,
      marginLeft: 46,
      marginRight: 30,
      marginTop: 34,
      marginBottom: 42,
      x: { label: 'epoch', labelOffset: 38, ticks: epochTicks(points), tickFormat: 'd', inset: 4 },
      y: { label: metric, domain: extent(points), nice: true, ticks: 5, tickSize: 0 },
      marks: [
        gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        ruleX(borders, { x: 'epoch', stroke: 'var(--muted)', strokeDasharray: '2 3' }),
        text(borders, {
          x: 'epoch',
          text: 'phase',
          textAnchor: 'start',
          frameAnchor: 'top',
          dx: 4,
          dy: -12,
          fill: 'var(--muted)',
        }),
        line(points, {
          x: 'epoch',
          y: 'value',
          z: ({ view }: Point) => view.record.id,
          stroke: ({ view }: Point) => view.colour,
          strokeWidth: 1.75,
          ...ofRun<Point>(),
        }),
        ...(isFew
          ? [dot(points, { x: 'epoch', y: 'value', r: 2, fill: ({ view }: Point) => view.colour })]
          : []),
        text(apart(ends, points), {
          x: 'epoch',
          y: 'value',
          text: ({ view }: Point) => String(view.rank),
          dx: 12,
          fill: ({ view }: Point) => view.colour,
          fontWeight: 600,
        }),
      ],
      color: { type: 'identity' },
    })}
  </figure>`;
}

/** The epoch whose weights a run ends with. */
const endOf = ({ record }: RunView, metric: string): number | undefined =>
  record.phases.at(-1)?.chosen ?? own(record.history, metric)?.length;

/** A point of a run whose loss is no number is left out, and its line has a gap. */
const pointsOf = (view: RunView, metric: string): readonly Point[] =>
  (own(view.record.history, metric) ?? []).map((value, index) => ({
    view,
    epoch: index + 1,
    value: Number(value),
  }));

/** Labels that were moved apart are no reason for a longer axis. */
function extent(points: readonly Point[]): readonly [number, number] {
  const values = points.map(({ value }) => value).filter(Number.isFinite);
  return [Math.min(...values), Math.max(...values)];
}

/** Labels of lines that end close to each other move apart. */
function apart(ends: readonly Point[], all: readonly Point[]): readonly Point[] {
  const [low, high] = extent(all);
  const gap = 0.055 * (high - low);
  const placed: Point[] = [];
  for (const end of ends.toSorted((a, b) => a.value - b.value)) {
    const below = placed.at(-1);
    placed.push({ ...end, value: below ? Math.max(end.value, below.value + gap) : end.value });
  }
  return placed;
}

const epochTicks = (points: readonly Point[]): readonly number[] => {
  const last = Math.max(1, ...points.map(({ epoch }) => epoch));
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((each) => last / each <= 10) ?? 1000;
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => Math.max(1, index * step));
};

/** Where a phase begins: half an epoch before its first, once for each place that differs between runs. */
function phaseBorders(
  runs: readonly RunView[],
): readonly { readonly epoch: number; readonly phase: string }[] {
  const borders = new Map<string, { readonly epoch: number; readonly phase: string }>();
  for (const { record } of runs) {
    if (record.phases.length < 2) continue;
    for (const { name, first } of record.phases) {
      const place = Math.max(1, first - 0.5);
      borders.set(`${place} ${name}`, { epoch: place, phase: name });
    }
  }
  return [...borders.values()];
}
