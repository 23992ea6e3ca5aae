import { totalCost, type CostOfKind } from '../../runs/cost-by-kind.js';
import { html, type Markup } from '../markup.js';
import { durationText } from '../number-text.js';
import type { SweepView } from '../sweep-view.js';

/** What the plan expected computing to take, and what it took. */
export function predictionSection({ sweep, costs }: SweepView): Markup | undefined {
  if (costs.length === 0) return undefined;
  const id = `prediction-${sweep.id}`;
  const total = totalCost(costs);
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Predicted and actual cost</h3>
    <p>
      Before it began, the plan expected ${durationText(total.expectedSeconds)} for what was computed; it took
      ${durationText(total.seconds)}, ${ratioText(total)} of it. What the machine has taught since makes the
      next plan better.
    </p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
      <table>
        <thead>
          <tr>
            <th scope="col">stage</th>
            <th scope="col" class="number">computed</th>
            <th scope="col" class="number">predicted</th>
            <th scope="col" class="number">actual</th>
            <th scope="col" class="number">actual ÷ predicted</th>
          </tr>
        </thead>
        <tbody>
          ${costs.map(
            (cost) =>
              html`<tr>
                <th scope="row">${cost.kind}</th>
                <td class="number">${cost.computed}</td>
                <td class="number">${durationText(cost.expectedSeconds)}</td>
                <td class="number">${durationText(cost.seconds)}</td>
                <td class="number">${ratioText(cost)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

/** Of the index of a dataset nothing is expected. */
const ratioText = ({ expectedSeconds, seconds }: Omit<CostOfKind, 'kind'>): string =>
  expectedSeconds > 0 ? `${Math.round((100 * seconds) / expectedSeconds)} %` : '–';
