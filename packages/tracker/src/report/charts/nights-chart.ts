import { metricText, type NightStanding, type Standing } from '@thaw/core';
import { dot, gridY, line, ruleX, text } from '@observablehq/plot';
import { html, type Markup } from '../markup.js';
import { chart } from './chart.js';

interface Point {
  readonly due: Date;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
  readonly words: string;
}

/** More words beside each other are not to be read. */
const mostLabels = 20;

const colours: Readonly<Record<Standing, string>> = {
  new: 'currentColor',
  same: 'var(--quiet)',
  better: 'var(--run-3)',
  worse: 'var(--run-2)',
  failed: 'var(--run-2)',
  skipped: 'var(--quiet)',
};

/** The objective by night, each with one standard error, and where what the nights are made from has changed. */
export function nightsChart(standings: readonly NightStanding[]): Markup | undefined {
  const metric = standings.findLast(({ night }) => night.objective)?.night.objective?.metric;
  const points = standings.flatMap((standing) => pointOf(standing, metric));
  if (metric === undefined || points.length === 0) return undefined;
  const changes = standings
    .filter(({ changed }) => changed.length > 0)
    .map(({ night, changed }) => ({
      due: new Date(night.dueAt),
      what: changed.map(({ input }) => input).join(', '),
    }));
  const missing = standings
    .filter(({ standing }) => standing === 'failed' || standing === 'skipped')
    .map(({ night, standing }) => ({
      due: new Date(night.dueAt),
      colour: colours[standing],
      sign: standing === 'failed' ? '✕' : '–',
      words: `${night.dueAt}: ${standing}`,
    }));
  return html`<figure>
    ${chart(`${metric} by night, and where something has changed`, {
      width: 1040,
      height: 300,
      marginLeft: 56,
      marginTop: 34,
      marginBottom: 44,
      x: { type: 'utc', label: 'due', labelOffset: 38, inset: 12 },
      y: { label: metric, nice: true, ticks: 5, tickSize: 0 },
      marks: [
        gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: 5 }),
        ruleX(changes, { x: 'due', stroke: 'var(--muted)', strokeDasharray: '2 3' }),
        text(changes.slice(-mostLabels), {
          ...{ x: 'due', text: 'what', textAnchor: 'start', frameAnchor: 'top' },
          ...{ dx: 4, dy: -12, fill: 'var(--muted)' },
        }),
        line(points, { x: 'due', y: 'value', stroke: 'var(--quiet)' }),
        ruleX(points, { x: 'due', y1: 'low', y2: 'high', stroke: 'colour', strokeOpacity: 0.6 }),
        dot(points, { x: 'due', y: 'value', r: 4, fill: 'colour', title: 'words' }),
        text(missing, {
          x: 'due',
          text: 'sign',
          frameAnchor: 'bottom',
          dy: -4,
          fill: 'colour',
          title: 'words',
        }),
      ],
      color: { type: 'identity' },
    })}
    <figcaption>
      Bars are one standard error. <span style="color: var(--run-3)">Better</span> and
      <span style="color: var(--run-2)">worse</span> are by more than the noise; ✕ failed, – skipped.
    </figcaption>
  </figure>`;
}

/** Nights that were judged by something else have no place on the axis. */
function pointOf({ night, standing }: NightStanding, metric: string | undefined): readonly Point[] {
  const { best, objective, dueAt } = night;
  if (!best || objective?.metric !== metric) return [];
  const { value, standardError = 0 } = best;
  const words = `${dueAt}: ${standing}, ${metricText(value)}`;
  return [
    {
      ...{ due: new Date(dueAt), value, low: value - standardError, high: value + standardError },
      ...{ colour: colours[standing], words },
    },
  ];
}
