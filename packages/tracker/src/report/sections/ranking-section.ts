import { isFact, objectives, objectivesIn, own, shownMetrics } from '@thaw/core';
import { valueText } from '../differing-parameters.js';
import { html, name, type Content, type Markup } from '../markup.js';
import { countText, durationText, metricText, numberText } from '../number-text.js';
import type { RunView, SweepView } from '../sweep-view.js';
import { optimismText } from './optimism-text.js';
import { rankedByText } from './ranked-by-text.js';

interface Column {
  readonly title: Content;
  readonly isNumeric: boolean;
  /** What a sort goes by; a run without it comes last. */
  readonly key: (run: RunView) => number | string | undefined;
  readonly cell: (run: RunView) => Content;
}

/** Longer tables are turned over page by page; without the page's script they scroll within a frame. */
const rowsOfPage = 50;

/** What runs are usually judged by comes first. */
const otherMetrics = [...new Set<string>([objectives.validation, ...shownMetrics.run])];

/** The runs, best first, with what sets them apart; the page's script makes the table sortable and filterable. */
export function rankingSection(view: SweepView): Markup {
  const columns = columnsOf(view);
  const { sweep, runs } = view;
  const table = `ranking-${sweep.id}`;
  return html`<section aria-labelledby="${table}-title">
    <h3 id="${table}-title">Ranking</h3>
    <p>
      ${rankedByText(sweep.objective)} The best keep their colours in every chart.
      ${optimismText(view.selection)}
      <span class="interactive">Choose a run to see it in the charts.</span>
    </p>
    <div class="filter interactive">
      <label for="${table}-filter">Filter</label>
      <input
        id="${table}-filter"
        type="search"
        aria-controls="${table}"
        placeholder="${runs[0]?.label.split(' ')[0]}"
        autocomplete="off"
      />
      <output for="${table}-filter">${runs.length} runs</output>
    </div>
    <div
      class="${runs.length > rowsOfPage ? 'scroll long' : 'scroll'}"
      tabindex="0"
      role="region"
      aria-labelledby="${table}-title"
    >
      <table id="${table}" class="ranking" data-rows="${rowsOfPage}">
        <thead>
          <tr>
            ${columns.map(
              ({ title, isNumeric }, index) =>
                html`<th
                  scope="col"
                  class="${isNumeric ? 'number' : 'text'}"
                  aria-sort="${index === 0 ? 'ascending' : 'none'}"
                >
                  <button type="button" disabled>${title}</button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${runs.map((run) => row(run, columns))}
        </tbody>
      </table>
    </div>
    ${
      runs.length > rowsOfPage &&
      html`<div class="pages interactive">
        <button type="button" class="previous" aria-controls="${table}">Previous</button>
        <output for="${table}"></output>
        <button type="button" class="next" aria-controls="${table}">Next</button>
      </div>`
    }
  </section>`;
}

const row = (run: RunView, columns: readonly Column[]): Markup =>
  html`<tr data-run="${run.record.id}" data-text="${run.label} ${run.record.id} ${run.record.status}">
    ${columns.map(
      ({ key, cell, isNumeric }) =>
        html`<td class="${isNumeric ? 'number' : 'text'}" data-key="${key(run)}">${cell(run)}</td>`,
    )}
  </tr> `;

function columnsOf({ runs, parameters, sweep }: SweepView): readonly Column[] {
  const { metric } = sweep.objective;
  const besides = objectivesIn(sweep.objective)
    .slice(1)
    .map((each) => each.metric);
  const has = (each: string) => runs.some(({ record }) => own(record.metrics, each) !== undefined);
  const metrics = otherMetrics.filter((each) => each !== metric && !besides.includes(each) && has(each));
  const numberOf = (each: string) => (run: RunView) => {
    const value = own(run.record.metrics, each);
    return value === undefined ? undefined : Number(value);
  };
  const differs = (of: (run: RunView) => number | undefined) => new Set(runs.map(of)).size > 1;
  return [
    {
      title: html`<abbr title="rank">#</abbr>`,
      isNumeric: true,
      key: ({ rank }) => rank,
      cell: ({ rank, isColoured, colour }) =>
        html`${isColoured && html`<i class="swatch" style="background:${colour}"></i>`}${rank ?? '–'}`,
    },
    {
      title: 'run',
      isNumeric: false,
      key: ({ record }) => record.id,
      cell: ({ record }) =>
        html`<button
            type="button"
            class="run"
            disabled
            aria-pressed="false"
            aria-label="Highlight run ${record.id} in the charts"
          >
            ${record.id.slice(0, 8)}</button
          >${record.status !== 'finished' && html` <span class="status" title="${record.reason}">${record.status}</span>`}`,
    },
    ...parameters.map(({ path, label, isNumeric }) => ({
      title: html`<abbr title="${path}">${label}</abbr>`,
      isNumeric,
      key: ({ record }: RunView) => {
        const value = own(record.params, path);
        return typeof value === 'number' ? value : value === undefined ? undefined : valueText(value);
      },
      cell: ({ record }: RunView) => name(valueText(own(record.params, path))),
    })),
    numbers(html`<strong>${metric}</strong>`, ({ value }) => value, valueTextOf(metric)),
    ...besides.map((each) => numbers(html`<strong>${each}</strong>`, numberOf(each), valueTextOf(each))),
    ...metrics.map((each) => numbers(each, numberOf(each), metricText)),
    ...(differs(({ seconds }) => seconds)
      ? [
          numbers(
            html`<abbr title="seconds of computing, had it been run by itself">alone</abbr>`,
            ({ seconds }) => seconds,
            durationText,
          ),
        ]
      : []),
    ...(differs(({ trainedParameters }) => trainedParameters)
      ? [
          numbers(
            html`<abbr title="the most parameters that one of its phases trains">trained</abbr>`,
            ({ trainedParameters }) => trainedParameters,
            countText,
          ),
        ]
      : []),
  ];
}

/** Counts are no shares. */
const valueTextOf = (metric: string) => (isFact(metric) ? numberText : metricText);

const numbers = (
  title: Content,
  key: (run: RunView) => number | undefined,
  asText: (value: number) => string,
): Column => ({
  title,
  isNumeric: true,
  key,
  cell: (run) => {
    const value = key(run);
    return value === undefined ? '–' : asText(value);
  },
});
