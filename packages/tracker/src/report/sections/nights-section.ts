import { metricText, type ChangedInput, type NightStanding } from '@thaw/core';
import { nightsChart } from '../charts/nights-chart.js';
import { html, name, type Content, type Markup } from '../markup.js';
import { durationText } from '../number-text.js';
import type { ReportNights } from '../report-data.js';

/** The nights of a spec: a picture of its objective, and a table with the latest first. */
export function nightsSection({ spec, standings }: ReportNights, index: number): Markup {
  const id = nightsId(index);
  return html`<article id="${id}" aria-labelledby="${id}-title">
    <header>
      <h2 id="${id}-title">Nights of ${name(nameOf(standings) ?? spec)}</h2>
      <p class="about">${name(spec)}</p>
    </header>
    ${nightsChart(standings)}
    <div class="scroll long" tabindex="0" role="region" aria-labelledby="${id}-title">
      <table>
        <thead>
          <tr>
            <th scope="col">due (UTC)</th>
            <th scope="col">standing</th>
            <th scope="col" class="number">best</th>
            <th scope="col" class="number">± error</th>
            <th scope="col">changed</th>
            <th scope="col" class="number">computed</th>
            <th scope="col" class="number">reused</th>
            <th scope="col" class="number">time</th>
            <th scope="col">why</th>
          </tr>
        </thead>
        <tbody>
          ${standings.toReversed().map(row)}
        </tbody>
      </table>
    </div>
  </article>`;
}

export const nightsId = (index: number): string => `nights-${index + 1}`;

/** What the spec is called by now. */
export const nameOf = (standings: readonly NightStanding[]): string | undefined =>
  standings.at(-1)?.night.name;

const row = ({ night, standing, changed }: NightStanding): Markup => {
  const { dueAt, best, objective, computed, reused, seconds, reason } = night;
  return html`<tr>
    <th scope="row"><time datetime="${dueAt}">${dueAt.slice(0, 16).replace('T', ' ')}</time></th>
    <td>${standing}</td>
    <td class="number">
      ${best && html`<span title="${objective?.metric}">${metricText(best.value)}</span>`}
    </td>
    <td class="number">${best?.standardError !== undefined && metricText(best.standardError)}</td>
    <td>${changed.map(change)}</td>
    <td class="number">${computed}</td>
    <td class="number">${reused}</td>
    <td class="number">${durationText(seconds)}</td>
    <td>${reason !== undefined && name(reason)}</td>
  </tr> `;
};

/** Hashes are for who points at them. */
const change = ({ input, from, to }: ChangedInput, index: number): Content =>
  html`${index > 0 && ', '}<span title="${from} → ${to}">${input === 'thaw' ? `Thaw ${to}` : input}</span>`;
