/** What a journal calls a comparison of networks, also that which a sweep has begun with. */
export const networksName = 'networks.json';
