import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMlflowClient, mlflowCredentials } from '../../../packages/tracker/dist/index.js';
import { mutateBytes } from '../mutate-bytes.mjs';
import { accepted, fingerprint, passedOver } from '../outcome.mjs';

const credentials = {
  name: 'credentials',
  seeds: () => [
    Buffer.from('[mlflow]\nmlflow_tracking_username = ada\nmlflow_tracking_password = a%%b=c\n'),
    Buffer.from(
      '; ours\n[other]\nx=1\n[mlflow]\r\nMLFLOW_TRACKING_USERNAME: ada\r\nmlflow_tracking_password:secret\r\n',
    ),
  ],
  mutate: mutateBytes,
  open(folder) {
    mkdirSync(join(folder, '.mlflow'));
    const file = join(folder, '.mlflow', 'credentials');
    writeFileSync(file, '');
    chmodSync(file, 0o600);
    return (bytes) => {
      writeFileSync(file, bytes);
      const found = mlflowCredentials({ HOME: folder });
      if (!found) return passedOver('none');
      createMlflowClient({ uri: 'http://127.0.0.1:1', credentials: found });
      return accepted(fingerprint(found));
    };
  },
};

export const targets = [credentials];
