import { ThawError } from '../errors/problem.js';
import type { LayerGraph } from '../graph/layer-graph.js';
import { checkSelector } from '../graph/selectors.js';
import type { Selector } from './run-config.js';
import { phase } from './schema/phase.js';
import { schemaProblems, type Locate } from './schema-problems.js';
import { YamlSource } from './yaml-source.js';

const setting = 'trainable';

/**
 * A selector as it stands in a spec after `trainable:`, held against a network.
 * @throws ThawError with all that is wrong, as a spec would be told of it; `place` is what the text is called.
 */
export function readSelector(text: string, graph: LayerGraph, place: string): Selector {
  const source = new YamlSource(place, text);
  if (source.problems.length > 0) throw new ThawError(source.problems);
  const locate: Locate = ([, ...keys], part) => source.locate(keys, part);
  const findings = schemaProblems(source.value, phase.properties[setting], [setting], locate);
  if (findings.length > 0) throw new ThawError(findings.map(({ problem }) => problem));
  const selector = source.value as Selector;
  const { problems } = checkSelector(graph, selector);
  if (problems.length === 0) return selector;
  throw new ThawError(
    problems.map(({ keys, ...problem }) => ({ ...problem, position: source.locate(keys, 'value') })),
  );
}
