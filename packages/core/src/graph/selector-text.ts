import type { Selector } from '../spec/run-config.js';

/** A selector as one writes it in a spec. */
export function selectorText(selector: Selector): string {
  if (typeof selector === 'string') return selector;
  if ('last' in selector) return `{ last: ${selector.last} }`;
  if ('from' in selector) return `{ from: ${inYaml(selector.from)} }`;
  return `{ layers: [${selector.layers.map(inYaml).join(', ')}] }`;
}

/** Of names and globs those that begin with a sign, or hold one that YAML reads, stand in quotes. */
const inYaml = (text: string): string => (/^[A-Za-z][\w./*-]*$/.test(text) ? text : JSON.stringify(text));
