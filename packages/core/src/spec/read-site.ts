import type { FromSchema } from 'json-schema-to-ts';
import { ThawError } from '../errors/problem.js';
import { inReadingOrder } from './reading-order.js';
import { clusters, launcher } from './schema/launcher.js';
import { schemaProblems } from './schema-problems.js';
import { YamlSource } from './yaml-source.js';

type Of<Name extends keyof typeof clusters> = FromSchema<
  (typeof clusters)[Name],
  { keepDefaultedPropertiesOptional: true }
>;
/** One by one, as types that are made of several schemas at once are too large for the compiler. */
interface Asks {
  readonly slurm: Of<'slurm'>;
  readonly ssh: Of<'ssh'>;
  readonly ray: Of<'ray'>;
}
export type ClusterName = keyof typeof clusters;
export const clusterNames = Object.keys(clusters) as readonly ClusterName[];
/** What a cluster of a kind is asked for. */
export type ClusterAsks<Name extends ClusterName = ClusterName> = Asks[Name];
/** What clusters are asked for, by their names. */
export type LauncherProfiles = { readonly [Name in ClusterName]?: ClusterAsks<Name> };
/** With what holds where nobody says anything. */
export type ClusterProfile<Name extends ClusterName = ClusterName> = ClusterAsks<Name> & {
  readonly maxJobs: number;
};

/** What holds for all specs of a site. */
export interface Site {
  readonly launcher?: LauncherProfiles;
}

const siteSchema = { type: 'object', additionalProperties: false, properties: { launcher } } as const;

/**
 * Reads a site file. `file`: how problems call it.
 * @throws ThawError with all that is wrong with it.
 */
export function readSite(text: string, file: string): Site {
  const source = new YamlSource(file, text);
  const problems = [
    ...source.problems,
    ...(source.value === undefined || source.value === null
      ? []
      : schemaProblems(source.value, siteSchema, [], (keys, part) => source.locate(keys, part)).map(
          ({ problem }) => problem,
        )),
  ];
  if (problems.length > 0) throw new ThawError(inReadingOrder(problems, file));
  return (source.value ?? {}) as Site;
}

/** Key by key, what the spec says comes before what the site does. */
export const clusterAsks = <Name extends ClusterName>(
  name: Name,
  ofSpec: LauncherProfiles = {},
  ofSite: LauncherProfiles = {},
): ClusterAsks<Name> => ({ ...ofSite[name], ...ofSpec[name] }) as ClusterAsks<Name>;
