import { ThawError } from '@thaw/core';
import type { RayAnswer } from './ray-request.js';
import { lastWords } from './ray-words.js';

export const rayProblem = {
  unreachable: (address: string, found: string): ThawError =>
    new ThawError({
      ...{ code: 'THAW-RAY-UNREACHABLE', message: `no Ray answers at ${address}` },
      ...{ expected: 'the dashboard of a Ray cluster, as `ray start --head` starts it', found },
      remedy:
        'look whether the cluster runs; say where by launcher.ray.address, or by RAY_API_SERVER_ADDRESS',
    }),
  unauthorised: (address: string, { status, text }: RayAnswer): ThawError =>
    new ThawError({
      ...{ code: 'THAW-RAY-UNAUTHORISED', message: `Ray at ${address} does not know who asks` },
      expected: 'RAY_AUTH_MODE=token with RAY_AUTH_TOKEN, or RAY_JOB_HEADERS, in the environment',
      found: `HTTP ${status}: ${lastWords(text)}`,
    }),
  notRay: (address: string, { status, text }: RayAnswer, fault?: string): ThawError =>
    new ThawError({
      ...{ code: 'THAW-RAY-NOT-RAY', message: `what answers at ${address} is not Ray's server of jobs` },
      ...{ expected: 'an answer in JSON', found: `HTTP ${status}: ${fault ?? lastWords(text)}` },
      remedy: 'see launcher.ray.address and RAY_API_SERVER_ADDRESS; the cluster needs `ray[default]`',
    }),
  refused: (text: string): ThawError =>
    new ThawError({
      ...{ code: 'THAW-RAY-REFUSED', message: 'Ray does not take a job', found: lastWords(text) },
      remedy: 'see what launcher.ray of the spec and of the site file asks for',
    }),
};
