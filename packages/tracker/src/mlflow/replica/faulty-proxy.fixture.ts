import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** What becomes of one request; `forward` has the server execute it. */
export type Fault = (response: ServerResponse, forward: () => Promise<Answer>) => Promise<void>;

const pass: Fault = async (response, forward) => {
  const { status, type, body } = await forward();
  response.writeHead(status, { 'content-type': type, 'content-length': body.length }).end(body);
};

/** The server never sees the request. */
export const refused =
  (status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): Fault =>
  async (response) => {
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  };

export const after =
  (delayMs: number, fault: Fault = pass): Fault =>
  async (response, forward) => {
    await sleep(delayMs);
    await fault(response, forward);
  };

/** The server executes the request; its answer breaks off. */
export const halfAnAnswer: Fault = async (response, forward) => {
  const { status, type, body } = await forward();
  response.writeHead(status, { 'content-type': type, 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
};

/** The server executes the request; the connection is reset before a byte of the answer. */
export const reset: Fault = async (response, forward) => {
  await forward();
  (response.socket as { resetAndDestroy?: () => void } | null)?.resetAndDestroy?.();
};

/** The server executes the request; nobody hears of it until the client gives up. */
export const silence: Fault = async (_response, forward) => {
  await forward();
};

/** Stands in front of a real server, does harm to chosen requests and counts the points that clients send. */
export class FaultyProxy {
  /** Points in all log-batch requests that came, whatever became of them. */
  sentPoints = 0;
  readonly #seen = new Map<string, number>();
  #fault: { readonly fault: Fault; readonly hits: (endpoint: string, count: number) => boolean } | undefined;

  private constructor(
    private readonly http: Server,
    readonly port: number,
    private upstream: string,
  ) {
    http.on('request', (request, response) => {
      // A client that hung up wants no answer.
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async listen(upstream: string, port = 0): Promise<FaultyProxy> {
    const http = createServer();
    http.listen(port, '127.0.0.1');
    await once(http, 'listening');
    return new FaultyProxy(http, (http.address() as AddressInfo).port, upstream);
  }

  get uri(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Where requests go from now on. */
  leadTo(upstream: string): void {
    this.upstream = upstream;
  }

  /** Harms the first request to each endpoint and every second one after it, so that a repetition comes through. */
  everySecond(fault: Fault, endpoints = /./): void {
    this.#seen.clear();
    this.#fault = { fault, hits: (endpoint, count) => endpoints.test(endpoint) && count % 2 === 1 };
  }

  always(fault: Fault): void {
    this.#fault = { fault, hits: () => true };
  }

  /** Harms all requests from the `count`th to an endpoint on. */
  from(endpoint: string, count: number, fault: Fault): void {
    let isReached = false;
    this.#seen.clear();
    this.#fault = {
      fault,
      hits: (each, number) => (isReached ||= each === endpoint && number === count),
    };
  }

  heal(): void {
    this.#fault = undefined;
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const endpoint = new URL(request.url!, 'http://proxy').pathname.replace(/^\/api\/2\.0\/mlflow\//, '');
    if (endpoint === 'runs/log-batch')
      this.sentPoints += (JSON.parse(body.toString()) as { metrics: unknown[] }).metrics.length;
    const count = (this.#seen.get(endpoint) ?? 0) + 1;
    this.#seen.set(endpoint, count);
    const fault = this.#fault?.hits(endpoint, count) ? this.#fault.fault : pass;
    await fault(response, () => this.#forward(request, body));
  }

  async #forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
    const answer = await fetch(`${this.upstream}${url}`, {
      method,
      headers: {
        'content-type': headers['content-type'] ?? 'application/json',
        ...(headers.authorization && { authorization: headers.authorization }),
      },
      body: method === 'GET' ? undefined : new Uint8Array(body),
    });
    return {
      status: answer.status,
      type: answer.headers.get('content-type') ?? 'application/json',
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }
}
