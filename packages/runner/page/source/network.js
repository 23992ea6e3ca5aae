/* global document */
/**
 * What happens in the page of a network. What selectors pick, and where they cut, is said by core, as in a plan; `tools/emit-page.mjs` makes one
 * script of it and of this.
 */
import { blocksOf, checkSelector, Thawings } from '@thaw/core';
import { thawingLines } from '../../src/backbones/thawing-lines.ts';

document.documentElement.classList.add('scripted');
const { graph, pool, parameters } = JSON.parse(document.getElementById('network').textContent);
const thawings = new Thawings(graph, pool);
const blocks = blocksOf(graph);
const blockOf = new Map(graph.layers.map(({ name, block }) => [name, block ?? '']));

const form = document.querySelector('form');
const answer = document.querySelector('.answer');
const rows = [...document.querySelectorAll('.blocks tbody tr')];
const words = { trains: 'trains', again: 'computed in each epoch', below: 'frozen, computed once' };

/** The selector that the form says, as a spec has it. */
function chosen() {
  const kind = form.elements.kind.value;
  if (kind === 'last') return { last: Number(form.elements.last.value) };
  if (kind === 'from') return { from: form.elements.from.value.trim() };
  if (kind === 'layers') return { layers: form.elements.layers.value.split(/[\s,]+/).filter(Boolean) };
  return kind;
}

const paragraph = (text) => Object.assign(document.createElement('p'), { textContent: text });

const problemText = ({ message, expected, found, remedy }) =>
  [message, `expected ${expected}`, `found ${found}`, remedy].filter(Boolean).join('; ');

function show() {
  const trainable = chosen();
  const { problems } = checkSelector(graph, trainable);
  const thawing = problems.length === 0 ? thawings.of(trainable) : undefined;
  const lines = thawing ? thawingLines({ trainable, ...thawing }, { parameters }) : problems.map(problemText);
  answer.replaceChildren(...lines.map(paragraph));
  const trained = new Set(thawing?.layers.map((name) => blockOf.get(name)));
  const above = new Set(thawing?.above.map((name) => blockOf.get(name)));
  for (const row of rows) {
    const { block } = row.dataset;
    const state = trained.has(block) ? 'trains' : above.has(block) ? 'again' : 'below';
    row.dataset.state = thawing ? state : '';
    row.querySelector('.state').textContent = thawing ? words[state] : '';
  }
}

form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', ({ target }) => {
  // Who writes into a field means what it is of.
  if (target.name !== 'kind') form.elements.kind.value = target.name;
  show();
});
for (const row of rows) {
  row.querySelector('button')?.addEventListener('click', () => {
    form.elements.kind.value = 'last';
    form.elements.last.value = blocks.length - blocks.indexOf(row.dataset.block);
    show();
  });
}
show();
