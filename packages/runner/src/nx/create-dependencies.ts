import type { CreateDependenciesContext, RawProjectGraphDependency } from '@nx/devkit';
import { patternOf, placesOf } from './patterns.js';

type Context = Pick<CreateDependenciesContext, 'projects' | 'externalNodes'>;

/**
 * Projects depend on those whose files their specs read, and on the packages that these name: what they extend, manifests,
 * images, weights, backbones. Not on the workspace's root where that is a project, as it mostly depends on all others.
 */
export function createDependencies({ projects, externalNodes }: Context): RawProjectGraphDependency[] {
  const roots = Object.entries(projects)
    .map(([name, { root }]) => ({ name, root: `${patternOf(root)}/` }))
    .filter(({ root }) => root !== './')
    .toSorted((a, b) => b.root.length - a.root.length);
  return Object.entries(projects).flatMap(([source, { targets = {} }]) => {
    const ours = Object.values(targets).filter(
      ({ executor, metadata }) => executor === '@thaw/runner:sweep' && metadata?.['packages'],
    );
    const owners = ours
      .flatMap(({ inputs = [] }) => placesOf(inputs))
      .map((place) => roots.find(({ root }) => `${place}/`.startsWith(root))?.name);
    const packages = ours.flatMap(({ metadata }) => ['@thaw/runner', ...(metadata!['packages'] as string[])]);
    const installed = packages
      .map((name) => `npm:${name}`)
      .filter((node) => Object.hasOwn(externalNodes ?? {}, node));
    const found = new Set([...owners.filter((name) => name !== undefined), ...installed]);
    found.delete(source);
    return [...found].map((target) => ({ source, target, type: 'implicit' }) as RawProjectGraphDependency);
  });
}
