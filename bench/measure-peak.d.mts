/** Most memory in bytes that this process has had in use. */
export function measurePeak(): number;
