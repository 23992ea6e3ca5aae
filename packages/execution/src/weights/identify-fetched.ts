import { fetchWeights, type FetchOptions } from './fetch-weights.js';
import { identifyWeights, type WeightsRequest } from './identify-weights.js';

/** Which weights are used, fetched if they are not here: what is got may be other weights than those that were looked for. */
export async function identifyFetched(
  request: WeightsRequest,
  report: Pick<FetchOptions, 'onProgress' | 'onNotice' | 'signal'>,
): Promise<string> {
  const { identity, available } = await identifyWeights(request);
  if (available) return identity;
  await fetchWeights(request.backbone, request.config, { ...request, ...report });
  return (await identifyWeights(request)).identity;
}
