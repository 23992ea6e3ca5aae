import { shapes } from '@thaw/core';
import { allPages } from './all-pages.js';
import { MlflowRejection } from './failures.js';
import type { MlflowHttp } from './http.js';
import { modelVersionShape, pageOf } from './rest-shapes.js';
import type { KeyValue } from './rest-types.js';

/** As it is on the wire. */
export interface ModelVersion {
  readonly version: string;
  /** `models:/ID` of a logged model. */
  readonly source?: string;
  readonly aliases?: readonly string[];
}

export interface NewModelVersion {
  readonly name: string;
  readonly source: string;
  readonly model_id: string;
  readonly run_id?: string;
  readonly tags: readonly KeyValue[];
}

/** The model registry in MLflow's REST API. Methods throw what those of the client do. */
export class ModelRegistry {
  constructor(private readonly http: MlflowHttp) {}

  /** Names are unique, so that this may be repeated; one that is there already stays as it is. */
  async createModel(name: string): Promise<void> {
    try {
      await this.http.call('POST', 'registered-models/create', { name });
    } catch (error) {
      if (!(error instanceof MlflowRejection && error.errorCode === 'RESOURCE_ALREADY_EXISTS')) throw error;
    }
  }

  /** All pages. Quotes in a name stand doubled in a filter, which no name that a server takes has. */
  versions(name: string): Promise<ModelVersion[]> {
    return allPages(async (token) => {
      const query = new URLSearchParams({
        filter: `name='${name.replaceAll("'", "''")}'`,
        max_results: '1000',
        ...(token && { page_token: token }),
      });
      const path = `api/2.0/mlflow/model-versions/search?${query}`;
      const page = await this.http.json<{
        model_versions?: ModelVersion[];
        next_page_token?: string;
      }>({ method: 'GET', path, answer: versionsAnswer, repeatable: true });
      return { items: page.model_versions, next: page.next_page_token };
    });
  }

  /** Not repeated when it is unknown whether the server has done it: each call makes a version. */
  async createVersion(version: NewModelVersion): Promise<ModelVersion> {
    return (
      await this.http.call<{ model_version: ModelVersion }>(
        'POST',
        'model-versions/create',
        version,
        versionAnswer,
        false,
      )
    ).model_version;
  }

  /** Of whatever version had it before it is taken away. */
  async setAlias(name: string, alias: string, version: string): Promise<void> {
    await this.http.call('POST', 'registered-models/alias', { name, alias, version });
  }
}

const versionsAnswer = pageOf('model_versions', modelVersionShape);
const versionAnswer = shapes.object({ model_version: modelVersionShape });
