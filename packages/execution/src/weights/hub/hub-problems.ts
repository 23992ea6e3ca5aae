import { ThawError, type HubWeights } from '@thaw/core';
import type { HubPlaces } from '../weights-places.js';
import { hubAddress, hubFileNames, revisionOf } from './hub-file.js';

/** Why weights cannot be had from the hub: it says so, or it is not to be reached. */
export const hubProblem = {
  /** What it answered, with the name that it has for that. */
  refusal(config: HubWeights, places: HubPlaces, status: number, says?: string): ThawError {
    if (status === 401 || status === 403) return hubProblem.noRight(config, places, status, says);
    if (says === 'RevisionNotFound')
      return refused(`${config.hub} has no revision ${revisionOf(config)}`, {
        expected: 'a branch, a tag, or a commit of forty digits',
        found: revisionOf(config),
        remedy: `correct backbone.weights.revision; ${pageOf(config, places)}/commits lists what there is`,
      });
    if (status === 404)
      return refused(`the hub has no repository ${config.hub}`, {
        expected: 'ORGANISATION/NAME of a repository',
        found: `HTTP 404${says === undefined ? '' : ` (${says})`}`,
        remedy: 'correct backbone.weights.hub; a private one needs HF_TOKEN',
      });
    return hubProblem.unreachable(config, places, `HTTP ${status}`);
  },
  noRight: (config: HubWeights, places: HubPlaces, status: number, says?: string): ThawError =>
    refused(`the hub does not give ${config.hub} to you`, {
      expected: 'a repository that is there, and that HF_TOKEN may read',
      found: `HTTP ${status}${says === undefined ? '' : ` (${says})`}, ${process.env['HF_TOKEN'] ? 'with' : 'without'} HF_TOKEN`,
      remedy: `look at its name, accept its terms at ${pageOf(config, places)} if it has any, and set HF_TOKEN to a token that may read it`,
    }),
  noWeights: (config: HubWeights, places: HubPlaces): ThawError =>
    refused(`${config.hub} has no file of weights that Thaw reads`, {
      expected: hubFileNames.join(' or '),
      found: `neither, at ${revisionOf(config)}`,
      remedy: `look at ${pageOf(config, places)}; a file that has another name is fetched by hand, and named by \`weights: { file: … }\``,
    }),
  inShards: (config: HubWeights, places: HubPlaces): ThawError =>
    refused(`the weights of ${config.hub} lie in several files`, {
      expected: hubFileNames.join(' or '),
      found: 'model.safetensors.index.json, which divides them among others',
      remedy: `fetch them from ${pageOf(config, places)}, save them as one file, and name it by \`weights: { file: … }\``,
    }),
  withoutHash: (config: HubWeights, places: HubPlaces, name: string): ThawError =>
    refused(`${hostOf(places)} states no hash by which ${name} of ${config.hub} could be checked`, {
      expected: "a SHA-256, or git's name of a small file, as the ETag",
      found: 'none',
      remedy:
        'set HF_ENDPOINT to a hub that states it, or fetch the file by hand and name it by `weights: { file: … }`',
    }),
  noAddress: (): ThawError =>
    refused('HF_ENDPOINT is no address of a hub', {
      expected: 'https://HOST, perhaps with a path',
      found: 'something else',
      remedy: 'correct HF_ENDPOINT, or unset it',
    }),
  unreachable: (config: HubWeights, places: HubPlaces, reason: string): ThawError =>
    unavailable(config, `${hostOf(places)}: ${reason}`, 'connect this machine, or bring'),
  offline: (config: HubWeights): ThawError =>
    unavailable(
      config,
      'nowhere here, and HF_HUB_OFFLINE forbids to ask for it',
      'unset HF_HUB_OFFLINE, or bring',
    ),
} as const;

const refused = (
  message: string,
  rest: { readonly expected: string; readonly found: string; readonly remedy: string },
) => new ThawError({ code: 'THAW-WEIGHTS-HUB', message, ...rest });

const unavailable = ({ hub }: HubWeights, found: string, remedy: string) =>
  new ThawError({
    code: 'THAW-WEIGHTS-UNAVAILABLE',
    message: `the weights of ${hub} are not on this machine and cannot be fetched`,
    found,
    remedy: `${remedy} them along: \`hf download ${hub}\` puts them where they are found, and so does \`thaw provision --bundle\``,
  });

const hostOf = (places: HubPlaces): string => URL.parse(hubAddress(places) ?? '')?.host ?? 'the hub';

const pageOf = ({ hub }: HubWeights, places: HubPlaces): string =>
  `${hubAddress(places) ?? 'the hub'}/${hub}`;
