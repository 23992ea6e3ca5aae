import { selectorText, type LayerGraph, type PoolName, type Selector } from '@thaw/core';
import { thawVersion } from '@thaw/execution/environment';
import { html, trusted, wholePage, type Markup } from '@thaw/tracker';
import { readFileSync } from 'node:fs';
import { formatBytes } from '../text/bytes.js';
import { headLines } from './describe-inspected.js';
import type { InspectedBackbone, InspectedBlock } from './inspected-backbone.js';
import { percent } from './network-text.js';
import { thawingLines } from './thawing-lines.js';

const asset = (file: string): string => readFileSync(new URL(`../../page/${file}`, import.meta.url), 'utf8');

interface Drawn {
  readonly network: InspectedBackbone;
  readonly graph: LayerGraph;
  readonly pool: PoolName;
  readonly trainable: Selector;
  readonly timeMs: number;
}

/** A network as a page in which selectors can be tried; what they come to is said by core, which is in its script. */
export function networkPage({ network, graph, pool, trainable, timeMs }: Drawn): string {
  const [head, ...facts] = headLines(network);
  return wholePage({
    ...{ title: network.title, version: thawVersion, timeMs },
    ...{ script: asset('network.js'), style: asset('network.css') },
    main: html`<h1>A network in Thaw</h1>
      <h2>${network.title}</h2>
      <p class="about">${head}</p>
      ${facts.map((line) => html`<p class="about">${line}</p>`)}
      <h3>What trains</h3>
      ${selectorForm(graph, trainable)}
      <div class="answer" role="status">${answer(network, trainable)}</div>
      <h3>Blocks</h3>
      <p class="interactive">A block's name thaws it and all blocks after it.</p>
      <div class="scroll">${blocksTable(network)}</div>
      ${dataElement('network', { graph, pool, parameters: network.parameters })}`,
  });
}

/** What it begins with, which is all that a browser shows that runs no script. */
const answer = (network: InspectedBackbone, trainable: Selector): Markup => {
  const first = network.thawings.find((each) => selectorText(each.trainable) === selectorText(trainable));
  return html`${first && thawingLines(first, network).map((line) => html`<p>${line}</p>`)}`;
};

function selectorForm(graph: LayerGraph, trainable: Selector): Markup {
  const given = typeof trainable === 'string' ? {} : trainable;
  const kind = typeof trainable === 'string' ? trainable : Object.keys(trainable)[0]!;
  const { last = 1, from = '', layers = [] } = given as { last?: number; from?: string; layers?: string[] };
  const option = (value: string, label: Markup | string) =>
    html`<div>
      <label
        ><input type="radio" name="kind" value="${value}" ${kind === value && trusted('checked')} />
        ${label}</label
      >
    </div>`;
  return html`<form class="selector interactive">
    ${option('none', 'none: only the head')}
    <div>
      ${option('last', 'the last blocks')}
      <input type="number" name="last" min="1" value="${last}" aria-label="How many blocks" />
    </div>
    <div>
      ${option('from', 'from a layer on')}
      <input
        type="text"
        name="from"
        list="layers"
        value="${from}"
        aria-label="The first layer"
        autocomplete="off"
      />
      <datalist id="layers">
        ${graph.layers.map(({ name }) => html`<option value="${name}"></option>`)}
      </datalist>
    </div>
    <div>
      ${option('layers', 'layers by glob')}
      <input
        type="text"
        name="layers"
        value="${layers.join(' ')}"
        aria-label="Globs, with spaces between; one that starts with ! takes layers away"
        autocomplete="off"
      />
    </div>
    ${option('all', 'all')}
  </form>`;
}

function blocksTable({ blocks, flops }: InspectedBackbone): Markup {
  const most = Math.max(...blocks.map((block) => block.flops));
  return html`<table class="blocks">
    <thead>
      <tr>
        <th scope="col">block</th>
        <th scope="col" class="number">layers</th>
        <th scope="col" class="number">parameters</th>
        <th scope="col" class="number">output</th>
        <th scope="col" class="number">bytes an image</th>
        <th scope="col">share of FLOPs</th>
        <th scope="col" class="interactive">with this selector</th>
      </tr>
    </thead>
    <tbody>
      ${blocks.map((block) => blockRow(block, flops, most))}
    </tbody>
  </table>`;
}

const blockRow = (
  { name, layers, parameters, output, outputBytes, flops }: InspectedBlock,
  all: number,
  most: number,
): Markup =>
  html`<tr data-block="${name ?? ''}">
    <th scope="row">${name === undefined ? 'no block' : html`<button type="button">${name}</button>`}</th>
    <td class="number">${layers}</td>
    <td class="number">${parameters.toLocaleString('en')}</td>
    <td class="number">${output.join(' × ')}</td>
    <td class="number">${formatBytes(outputBytes)}</td>
    <td><meter value="${flops / most}" aria-hidden="true"></meter> ${percent(flops / all)}</td>
    <td class="state interactive"></td>
  </tr>`;

/** For the script; a browser reads it as text, in which nothing may look like the element's end. */
const dataElement = (id: string, data: object): Markup =>
  html`<script type="application/json" id="${id}">
    ${trusted(JSON.stringify(data).replaceAll('<', '\\u003c'))}
  </script>`;
