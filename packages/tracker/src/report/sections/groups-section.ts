import {
  areSeveral,
  howFar,
  measureText,
  objectivesIn,
  type Objective,
  meanOf,
  own,
  rankGroups,
  selectionOptimism,
  shownMetrics,
  type RankedGroup,
} from '@thaw/core';
import type { ReportRun } from '../report-data.js';
import { html, name, type Markup } from '../markup.js';
import { metricText } from '../number-text.js';
import type { SweepView } from '../sweep-view.js';
import { optimismText } from './optimism-text.js';
import { rankedByText } from './ranked-by-text.js';

/** The groups, best first; nothing where every configuration is one run. */
export function groupsSection({ sweep, runs }: SweepView): Markup | undefined {
  if (!runs.some(({ record }) => record.group)) return undefined;
  const { objective } = sweep;
  const groups = rankGroups<ReportRun>(runs, objective, ({ record }) => record);
  const besides = objectivesIn(objective).slice(1);
  const id = `groups-${sweep.id}`;
  return html`<section aria-labelledby="${id}">
    <h3 id="${id}">Groups</h3>
    <p>
      ${
        areSeveral(objective)
          ? html`By their means over the runs of each configuration. ${rankedByText(objective)}`
          : html`By the mean of <code>${objective.metric}</code> over the runs of each configuration.`
      }
      ± is their deviation; the interval is that of the mean, with 95 %.
      ${areSeveral(objective) ? undefined : `What is marked ≈ cannot be told from the best. ${testText(groups[0]!)}`}
      ${optimismText(selectionOptimism(groups, objective, ({ record }) => record))}
    </p>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="${id}">
      <table>
        <thead>
          <tr>
            <th scope="col" class="number"><abbr title="rank">#</abbr></th>
            <th scope="col" class="text">group</th>
            <th scope="col" class="number">${objective.metric}</th>
            <th scope="col" class="number">±</th>
            <th scope="col" class="number">95 %</th>
            ${besides.map(({ metric }) => html`<th scope="col" class="number">${metric}</th>`)}
            <th scope="col" class="number">runs</th>
          </tr>
        </thead>
        <tbody>
          ${groups.map((each) => groupRow(each, objective))}
        </tbody>
      </table>
    </div>
  </section>`;
}

function groupRow(ranked: RankedGroup<ReportRun>, objective: Objective): Markup {
  const [first, ...besides] = objectivesIn(objective);
  const shown = (value: number | undefined) =>
    value === undefined ? '–' : measureText(first!.metric, value);
  const { values, group, runs, rank, value, spread, interval, mayBeBest, status } = ranked;
  const finished = runs.filter(({ record }) => record.status === 'finished').length;
  return html`<tr>
    <td class="number">${rank ?? '–'}${mayBeBest && ' ≈'}</td>
    <td class="text">${name(group?.name ?? runs[0]!.record.name)}</td>
    <td class="number">${shown(value)}</td>
    <td class="number">${shown(spread)}</td>
    <td class="number">${interval ? `${shown(interval.low)} – ${shown(interval.high)}` : '–'}</td>
    ${besides.map(
      ({ metric }, index) =>
        html`<td class="number">${values ? measureText(metric, values[index + 1]!) : '–'}</td>`,
    )}
    <td class="number">${howFar(finished, group?.size ?? 1, status)}</td>
  </tr> `;
}

/** Of the chosen one alone: test images choose nothing, and are looked at once. */
function testText({ rank, runs, group }: RankedGroup<ReportRun>): string {
  const metric = shownMetrics.ranking.find(
    (each) => each.startsWith('test_') && runs.every(({ record }) => own(record.metrics, each) !== undefined),
  );
  if (rank === undefined || !group || metric === undefined) return '';
  const mean = meanOf(runs.map(({ record }) => Number(own(record.metrics, metric))));
  return `On test images the best has ${metric} ${metricText(mean)}, on average.`;
}
