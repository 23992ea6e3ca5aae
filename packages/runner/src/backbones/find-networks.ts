import { backbones as builtIn } from '@thaw/backbones/registry';
import { own, ThawError, type Backbone, type Problem } from '@thaw/core';
import { backbonePackages, loadBackbones } from '@thaw/execution/backbones';
import picomatch from 'picomatch';
import { unknownNetwork } from './unknown-network.js';

/** A network, as a spec names it. */
export interface NamedNetwork {
  readonly name: string;
  readonly backbone: Backbone;
  /** `NAME@VERSION`, where it is from one. */
  readonly package?: string;
}

interface Places {
  /** Where relative paths begin. */
  readonly cwd: string;
  /** The root of the project, whose packages are looked through. */
  readonly workspace: string;
  readonly onNotice: (line: string) => void;
}

/** Whether a text names networks by what their names look like. */
export const isPattern = (text: string): boolean => /[*?[\]{}]/.test(text);

/**
 * The networks that are built in and those of the project's packages; or of them those that are named, or match a pattern, beside packages and
 * files that are named.
 * @throws ThawError with all names that are of none.
 */
export async function findNetworks(
  names: readonly string[],
  places: Places,
): Promise<readonly NamedNetwork[]> {
  const patterns = names.filter(isPattern);
  const exact = names.filter((name) => !isPattern(name));
  const all = names.length === 0 || patterns.length > 0 ? await everyNetwork(places) : builtInNetworks;
  const problems: Problem[] = [];
  const found = new Map<string, NamedNetwork>(names.length === 0 ? all.map(byName) : []);
  for (const pattern of patterns) {
    const matches = picomatch(pattern);
    const matching = all.filter(({ name }) => matches(name));
    if (matching.length === 0) problems.push(unknownNetwork(pattern, `no network is called like ${pattern}`));
    for (const network of matching) found.set(...byName(network));
  }
  const { loaded, unavailable } = await loadBackbones(exact, places.cwd);
  const others = new Map(loaded.map(named).map(byName));
  for (const name of exact) {
    const network = others.get(name) ?? all.find((each) => each.name === name);
    if (network) found.set(...byName(network));
    else problems.push(unavailable.get(name) ?? unknownNetwork(name));
  }
  if (problems.length > 0) throw new ThawError(problems);
  return [...found.values()];
}

/** One network by its name, its package or the path of its file. */
export async function findNetwork(name: string, { cwd }: Pick<Places, 'cwd'>): Promise<NamedNetwork> {
  const backbone = own<Backbone>(builtIn, name);
  if (backbone) return { name, backbone };
  const { loaded, unavailable } = await loadBackbones([name], cwd);
  if (loaded[0]) return named(loaded[0]);
  throw new ThawError(unavailable.get(name) ?? unknownNetwork(name));
}

const builtInNetworks: readonly NamedNetwork[] = Object.entries<Backbone>(builtIn).map(
  ([name, backbone]) => ({
    ...{ name, backbone },
  }),
);

/** What a package says that cannot be loaded is told; the others are there all the same. */
async function everyNetwork({ workspace, onNotice }: Places): Promise<readonly NamedNetwork[]> {
  const { loaded, unavailable } = await loadBackbones(await backbonePackages(workspace), workspace);
  for (const [name, { message }] of unavailable) onNotice(`Left out: ${name}, as ${message}.`);
  return [...builtInNetworks, ...loaded.map(named)];
}

type Loaded = Awaited<ReturnType<typeof loadBackbones>>['loaded'][number];

const named = ({ name, backbone, module }: Loaded): NamedNetwork => ({
  ...{ name, backbone },
  ...(module.package && { package: `${module.package.name}@${module.package.version}` }),
});

const byName = (network: NamedNetwork) => [network.name, network] as const;
