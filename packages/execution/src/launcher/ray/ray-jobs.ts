import { shapeFault, shapes, type JsonShape } from '@thaw/core';
import { parseJson } from '../../files/parse-json.js';
import { rayProblem } from './ray-problems.js';
import { askRay, type RayAnswer } from './ray-request.js';

/** A job as Ray's server of jobs takes it (`POST /api/jobs/`). */
export interface RayJob {
  readonly submission_id: string;
  /** For `/bin/sh`. */
  readonly entrypoint: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly entrypoint_num_cpus?: number | undefined;
  readonly entrypoint_num_gpus?: number | undefined;
  /** In bytes. */
  readonly entrypoint_memory?: number | undefined;
  readonly entrypoint_resources?: Readonly<Record<string, number>> | undefined;
  /** Which nodes will do, by their labels. */
  readonly entrypoint_label_selector?: Readonly<Record<string, string>> | undefined;
}

const states = ['PENDING', 'RUNNING', 'STOPPED', 'SUCCEEDED', 'FAILED'] as const;

/** What Ray knows of a job. It forgets none. */
export interface KnownRayJob {
  readonly status: (typeof states)[number];
  /** Why it waits, or how it has ended. */
  readonly message?: string | null;
  readonly driver_node_id?: string | null;
  /** Of the node that it is on. */
  readonly driver_agent_http_address?: string | null;
}

/** A node that is up. */
export interface RayNode {
  readonly state: string;
  readonly resources_total: Readonly<Record<string, number>>;
}

const maybeText = { type: ['string', 'null'] };
const submitted = shapes.object({ submission_id: shapes.text });
const known = shapes.object(
  { status: shapes.oneOf(...states) },
  { message: maybeText, driver_node_id: maybeText, driver_agent_http_address: maybeText },
);
const stopped = shapes.object({ stopped: shapes.flag });
const node = shapes.object({ state: shapes.text, resources_total: shapes.byName(shapes.number) });
const nodes = shapes.object({
  data: shapes.object({ result: shapes.object({ result: shapes.listOf(node) }) }),
});

/** The jobs of a Ray cluster, by its REST API. */
export class RayJobs {
  constructor(private readonly address: string) {}

  /** @throws ThawError with Ray's words where it refuses. */
  async submit(job: RayJob): Promise<void> {
    await this.#ask('POST', '/api/jobs/', submitted, job);
  }

  /** None that the cluster has never heard of. */
  find(id: string): Promise<KnownRayJob | undefined> {
    return this.#ask('GET', `/api/jobs/${encodeURIComponent(id)}`, known);
  }

  /** Has it be told to end; one that waits is told as soon as it begins. */
  async stop(id: string): Promise<void> {
    await this.#ask('POST', `/api/jobs/${encodeURIComponent(id)}/stop`, stopped);
  }

  async nodes(): Promise<readonly RayNode[]> {
    const answer = await this.#ask<{ data: { result: { result: readonly RayNode[] } } }>(
      ...(['GET', '/api/v0/nodes?detail=1', nodes] as const),
    );
    return (answer?.data.result.result ?? []).filter(({ state }) => state === 'ALIVE');
  }

  /** `Answer` is of the shape. None where Ray says that there is no such thing. */
  async #ask<Answer>(
    method: 'GET' | 'POST',
    path: string,
    shape: JsonShape,
    body?: object,
  ): Promise<Answer | undefined> {
    const answer = await askRay(this.address, method, path, body);
    const { status, text } = answer;
    if (status === 401 || status === 403) throw rayProblem.unauthorised(this.address, answer);
    if (status === 404 && /^Job \S+ does not exist$/.test(text)) return undefined;
    if (isTrace(answer)) throw rayProblem.refused(text);
    const found = status === 200 ? parseJson(text) : undefined;
    const fault = found === undefined ? undefined : shapeFault(found, shape);
    if (found === undefined || fault !== undefined) throw rayProblem.notRay(this.address, answer, fault);
    return found as Answer;
  }
}

/** By these Ray says that it refuses, or that it cannot just now. */
const isTrace = ({ status, text }: RayAnswer): boolean =>
  (status === 400 || status === 500) && /^Traceback|^No available agent/.test(text);
