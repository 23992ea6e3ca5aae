import { scoreNames, transferScores, type ScoreName } from '@thaw/core';
import { scoreChart } from '../charts/score-chart.js';
import { html, name, type Content, type Markup } from '../markup.js';
import { countText, durationText, metricText } from '../number-text.js';
import type { SweepView } from '../sweep-view.js';

/** How networks compared by their features, before anything was trained. */
export function networksSection({ sweep, networks: compared }: SweepView): Markup | undefined {
  if (!compared) return undefined;
  const { by, images, networks } = compared;
  const id = `networks-${sweep.id}`;
  const scores = [by, ...scoreNames.filter((each) => each !== by)];
  const titles = ['network', 'pixels', ...scores, 'parameters', 'pass'];
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Networks before training</h3>
    <p>
      By the features of ${images.toLocaleString('en')} training and validation images, the most ${by} first.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
      <table>
        <thead>
          <tr>
            ${titles.map(
              (title, place) =>
                html`<th scope="col" class="${place === 0 ? 'text' : 'number'}">${titled(title)}</th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${networks.map(
            (each) =>
              html`<tr>
                <th scope="row">${name(each.name)}</th>
                <td class="number">${each.imageSize}</td>
                ${scores.map((score) => html`<td class="number">${metricText(each[score])}</td>`)}
                <td class="number">${countText(each.parameters)}</td>
                <td class="number">${each.seconds === undefined ? '–' : durationText(each.seconds)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <figure>${scores.map((score) => scoreChart(compared, score))}</figure>
  </section>`;
}

const titled = (title: string): Content =>
  scoreNames.includes(title as ScoreName)
    ? html`<abbr title="${transferScores[title as ScoreName]}">${title}</abbr>`
    : title;
