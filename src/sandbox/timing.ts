/*
 * How long changes take at the real service, in ms; the sandbox divides these times by its speed. From the page
 * "Scaling Your Deployments": 3–5 minutes for a standard deployment and for each new replica, longer above 100 GB,
 * scaling down nearly at once. The other times are assumed.
 */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const VERY_LARGE_BYTES = 100e9;
const DOWNLOAD_BYTES_PER_SECOND = 100e6;

/** The time until a new replica serves, during which its model is loaded into GPU memory. */
export function startupMs(modelBytes: number): number {
  return (modelBytes >= VERY_LARGE_BYTES ? 12 : 4) * MINUTE;
}

export function downloadMs(modelBytes: number): number {
  return Math.max(20 * SECOND, (modelBytes / DOWNLOAD_BYTES_PER_SECOND) * SECOND);
}

export const SCALE_DOWN_MS = 0.5 * SECOND;
export const UPDATE_MS = MINUTE;
export const DELETE_MS = 2 * SECOND;
