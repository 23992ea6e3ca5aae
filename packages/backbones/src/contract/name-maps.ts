import { describeLayers, type Backbone, type NameMap, type Shape } from '@thaw/core';
import { isObject, isText, show } from './expectation.js';

/** What is wrong with the names that records have for the network's weights: each needs one, and one of its own. */
export function nameFindings(backbone: Backbone): readonly string[] {
  const graph = backbone.build(backbone.minimumImageSize);
  const shapes = new Map(
    [...describeLayers(graph)].flatMap(([layer, { weights }]) =>
      weights.map(({ name, shape }): [string, Shape] => [`${layer}/${name}`, shape]),
    ),
  );
  return backbone.weights.flatMap(({ names, otherNames = [] }, index) =>
    [...(names ? [{ key: 'names', map: names }] : []), ...otherNames.map(withKey)].flatMap(({ key, map }) =>
      findingsOf(() => map(graph), shapes).map((finding) => `weights[${index}].${key}: ${finding}`),
    ),
  );
}

const withKey = (map: NameMap, position: number) => ({ key: `otherNames[${position}]`, map });

function findingsOf(call: () => ReturnType<NameMap>, shapes: ReadonlyMap<string, Shape>): readonly string[] {
  let addresses: ReturnType<NameMap>;
  try {
    addresses = call();
  } catch (error) {
    return [`throws ${String(error)}`];
  }
  if (!(addresses instanceof Map)) return [`must return a Map, found ${show(addresses)}`];
  const missing = [...shapes.keys()].filter((weight) => !addresses.has(weight));
  const owners = new Map<string, string>();
  return [
    ...missing.map((weight) => `${weight} has no name`),
    ...[...addresses].flatMap(([weight, address]: [string, unknown]) => {
      const shape = shapes.get(weight);
      if (!shape) return [`${weight} is no weight of the network`];
      const { name, axes, part } = isObject(address) ? address : {};
      if (!isText(name)) return [`${weight} must have a name, found ${show(address)}`];
      const place = part === undefined ? name : `${name} ${JSON.stringify(part)}`;
      const owner = owners.get(place);
      owners.set(place, weight);
      return [
        ...(owner === undefined ? [] : [`${owner} and ${weight} have the same name, ${name}`]),
        ...(axes === undefined || areAxes(axes, shape.length)
          ? []
          : [`${weight}: axes must be ${shape.length} different ones, from 0, found ${show(axes)}`]),
      ];
    }),
  ];
}

/** More than ours a file's tensor may have, each one long, and ours more than it, which are −1. */
const areAxes = (axes: unknown, rank: number): boolean =>
  Array.isArray(axes) &&
  axes.length === rank &&
  axes.every(
    (axis, index) => Number.isSafeInteger(axis) && axis >= -1 && (axis < 0 || axes.indexOf(axis) === index),
  );
