import { html, name, type Markup } from '../markup.js';
import type { ShownMistake } from '../report-data.js';
import type { SweepView } from '../sweep-view.js';

export function mistakesSection({ sweep, mistakes }: SweepView): Markup | undefined {
  if (!mistakes) return undefined;
  const id = `mistakes-${sweep.id}`;
  const { worst, images, runs } = mistakes;
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Worst mistakes</h3>
    <p>
      The best run is wrong about ${mistakes.mistakes} of ${images} images.
      ${worst.length > 0 && 'First come those where it gives the right class the lowest probability.'}
      ${runs > 1 && `An image that most of the ${runs} runs get wrong may be labelled wrongly.`}
    </p>
    <ul class="mistakes">
      ${worst.map((mistake) => figure(mistake, runs))}
    </ul>
  </section>`;
}

const figure = (
  { path, truth, predicted, probability, wrongRuns, thumbnail }: ShownMistake,
  runs: number,
): Markup =>
  html`<li>
    <figure>
      ${
        thumbnail
          ? html`<img src="${thumbnail}" alt="" width="96" height="96" />`
          : html`<div class="missing">no longer there</div>`
      }
      <figcaption>
        <span class="truth">${name(truth)}</span>
        <span class="predicted">taken for ${name(predicted)}, ${Math.round(100 * probability)}&nbsp;%</span>
        <span class="where" title="${path}">${name(path)}</span>
        ${runs > 1 && html`<span class="where">wrong in ${wrongRuns} of ${runs} runs</span>`}
      </figcaption>
    </figure>
  </li> `;
