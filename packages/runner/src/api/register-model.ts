import { own } from '@thaw/core';
import { journalPath, openJournal } from '@thaw/tracker/journals';
import { backbonesOf } from '../export/backbones-of-run.js';
import { sourceOfJournaledRun } from '../export/model-source.js';
import { recordModel } from '../export/record-model.js';
import { keptBlob, storeModel } from '../export/store-model.js';
import { openModel } from '../export/trained-model.js';
import { findRun, readJournals } from '../journals/journaled-runs.js';
import { registeredAs, versionText } from '../runs/registered-as.js';
import { claimSweep, whileClaimed } from '../sweep/claim-sweep.js';
import { requireServer } from '../sweep/tracking-target.js';
import { inCall } from './call.js';
import { openSession } from './open-session.js';
import type { CallOptions, StoreOptions } from './options.js';

export interface RegisterModelOptions extends StoreOptions, CallOptions {
  /** The id of a finished run, or its beginning. */
  readonly run: string;
  /** What the model is called in the registry; it is made where there is none. */
  readonly register: string;
  /** What the version is called too, such as `champion`; a version that was called so before is no longer. */
  readonly alias?: string;
  /** The MLflow server. Default: `MLFLOW_TRACKING_URI`. */
  readonly trackingUri?: string;
}

export interface RegisteredModel {
  /** The whole id. */
  readonly run: string;
  readonly name: string;
  readonly version: string;
  /** False where the registry had the version of this run's model already. */
  readonly isNew: boolean;
  /** The server's address, without credentials. */
  readonly server: string;
}

/**
 * Makes a version of a run's model in MLflow's registry, where it has none. What the server lacks of the run's sweep, and the model itself, is sent
 * first; the journal notes the version.
 * @throws ThawError where there is no such run, it has not finished, or the server cannot be reached or refuses it.
 */
export const registerModel = (options: RegisterModelOptions): Promise<RegisteredModel> =>
  inCall(options, async (call) => {
    const session = await openSession(options, { ...call, mustExist: true });
    const { journals, store, weightsPlaces, workspace, env } = session;
    const uri = requireServer(options.trackingUri, env);
    const { runs } = await readJournals(journals);
    const found = findRun(runs, options.run);
    const source = sourceOfJournaledRun(found);
    const { registry } = await backbonesOf(source, workspace);
    const backbone = own(registry, source.config.backbone.name)!;
    const sweep = found.sweep.id;
    const journalFile = journalPath(journals, sweep);
    // It speaks to servers, which takes a while to load.
    const { registerVersion } = await import('../export/register-version.js');
    const claim = await claimSweep(session, sweep, call);
    const { signal, throwIfTaken } = whileClaimed(claim, call.signal);
    try {
      const journal = await openJournal({ folder: journals, sweep });
      try {
        const model = await openModel(source, { ...call, signal, store, weightsPlaces, backbone });
        const places = { ...call, signal, sweep, store, place: session.place };
        if (found.record.model === model.stage.key) {
          await storeModel(model, places);
          // Of a store that lies elsewhere the file that the journal names is made here.
          await session.place.fileOf(model.stage, keptBlob);
        } else await recordModel(model, { ...places, tracker: journal });
        const { register: name, alias } = options;
        const about = { name, ...(alias !== undefined && { alias }), sweep, run: source.run };
        const at = { ...call, signal, uri, env, journalFile };
        const { version, isNew, server } = await registerVersion(about, at);
        const said = registeredAs(
          source.run,
          runs.map(({ record }) => record),
        );
        const isKnown = found.record.registered?.some((each) => each.server === server);
        if (!isKnown || !said.includes(versionText({ name, version, alias })))
          await journal.record({ ...about, type: 'registered', timeMs: Date.now(), version, server });
        return { run: source.run, name, version, isNew, server };
      } finally {
        await journal.close();
      }
    } catch (error) {
      throwIfTaken();
      throw error;
    } finally {
      await claim.release();
    }
  });
