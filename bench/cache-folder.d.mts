/** A folder of this user's cache: what is fetched once for a benchmark, and is no dependency of the project. */
export function cacheFolder(name: string): string;
