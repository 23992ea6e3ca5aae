/** `23.6 M` weights. */
export const millions = (parameters: number): string => `${(parameters / 1e6).toFixed(1)} M`;

/** Of operations. */
export const billions = (flops: number): string => `${(flops / 1e9).toFixed(2)} G`;

/** Of a share. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Images a second are not known to more than two digits. */
export const roughly = (perSecond: number): string => String(Number(perSecond.toPrecision(2)));
