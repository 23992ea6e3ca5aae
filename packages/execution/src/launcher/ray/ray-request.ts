import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { once } from 'node:events';
import { rayHeaders } from './ray-server.js';
import { rayProblem } from './ray-problems.js';

export interface RayAnswer {
  readonly status: number;
  readonly text: string;
}

/** What takes jobs is started last, and is waited for by whoever answers. */
const patienceMs = 60_000;
/** A job's message has 20,000 characters of its output, at most. */
const mostBytes = 2 ** 22;

/**
 * One request to a Ray cluster. `fetch` says of itself that it may be a browser's (`Sec-Fetch-Mode`), and from these Ray takes no jobs.
 * @throws ThawError where nothing answers, and where the environment does not say who asks.
 */
export async function askRay(
  address: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<RayAnswer> {
  const headers = { ...rayHeaders(process.env), ...(body && { 'content-type': 'application/json' }) };
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const url = new URL(`${address.replace(/\/+$/, '')}${path}`);
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = request(url, { method, headers, signal: patience });
    sent.end(body && JSON.stringify(body));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, text: await boundedText(response) };
  } catch (error) {
    throw rayProblem.unreachable(
      address,
      patience.aborted ? `no answer in ${patienceMs / 1000} s` : (error as Error).message,
    );
  }
}

async function boundedText(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error(`an answer of more than ${mostBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
