import { scoreNames, transferScores, type ComparedNetworks, type ScoreName } from '@thaw/core';
import { scoreChart } from '../charts/score-chart.js';
import { html, name, type Content, type Markup } from '../markup.js';
import { countText, durationText, metricText } from '../number-text.js';
import type { SweepView } from '../sweep-view.js';

/** How networks compared by their features, before anything was trained, and which were kept. */
export function networksSection({ sweep, networks: compared }: SweepView): Markup | undefined {
  if (!compared) return undefined;
  const { by, images, networks } = compared;
  const id = `networks-${sweep.id}`;
  const scores = [by, ...scoreNames.filter((each) => each !== by)];
  const areChosen = networks.some(({ kept }) => kept !== undefined);
  const titles = ['network', 'pixels', ...scores, 'parameters', 'pass', ...(areChosen ? ['kept'] : [])];
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Networks before training</h3>
    <p>${words(compared, images)}</p>
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
                ${areChosen && html`<td class="number">${each.kept ? 'yes' : 'no'}</td>`}
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

function words({ by, networks }: ComparedNetworks, images: number): string {
  const kept = networks.filter((each) => each.kept).length;
  const of = `By the features of ${images.toLocaleString('en')} training and validation images`;
  return kept > 0
    ? `${of} ${kept} of ${networks.length} networks were kept: those with the most ${by}.`
    : `${of}, the most ${by} first.`;
}
