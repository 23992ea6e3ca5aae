import { homedir } from 'node:os';
import { join } from 'node:path';
import type { HubPlaces } from '../weights/weights-places.js';

/** By the variables that Hugging Face's own library goes by. Its token is none of them: it is read where it is sent. */
export function hubPlaces(env: Readonly<Record<string, string | undefined>>): HubPlaces {
  const home = env['HF_HOME'] || join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'huggingface');
  return {
    folder: env['HF_HUB_CACHE'] || join(home, 'hub'),
    endpoint: (env['HF_ENDPOINT'] || 'https://huggingface.co').replace(/\/+$/, ''),
    offline: /^(1|on|yes|true)$/i.test(env['HF_HUB_OFFLINE'] ?? ''),
  };
}
