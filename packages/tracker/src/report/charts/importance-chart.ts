import { barX, ruleX, ruleY, text } from '@observablehq/plot';
import type { Importance } from '../importance/functional-anova.js';
import { html, type Markup } from '../markup.js';
import { chart } from './chart.js';

/** A bar for each parameter, with the range of the middle 80 % of the trees. */
export function importanceChart(importances: readonly Importance[], metric: string): Markup {
  const longest = Math.max(...importances.map(({ label }) => label.length));
  return html`<figure>
    ${chart(`How much of the variance of ${metric} each parameter explains`, {
      width: 520,
      height: 56 + 30 * importances.length,
      marginLeft: Math.min(200, 16 + 7 * longest),
      marginRight: 46,
      marginTop: 8,
      marginBottom: 44,
      x: { domain: [0, 100], label: 'share of the variance (%)', percent: true, ticks: 5, labelOffset: 40 },
      y: { domain: importances.map(({ label }) => label), label: null, tickSize: 0, padding: 0.35 },
      marks: [
        barX(importances, { y: 'label', x: 'share', fill: 'var(--accent)', fillOpacity: 0.75 }),
        ruleY(importances, { y: 'label', x1: 'low', x2: 'high', stroke: 'currentColor' }),
        text(importances, {
          y: 'label',
          x: 'high',
          text: ({ share }: Importance) => `${Math.round(100 * share)} %`,
          dx: 8,
          textAnchor: 'start',
        }),
        ruleX([0], { stroke: 'var(--muted)' }),
      ],
    })}
  </figure>`;
}
