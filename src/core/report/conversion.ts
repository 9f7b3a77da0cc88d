/** What a converter is told beside the profile. */
export interface ConversionOptions {
  /** Name shown by the tool that opens the file, e.g. that of the file converted. */
  name: string;
  /** Program and version that write the file. */
  exporter: string;
  /** Value type that is written by formats that hold one; null for the profile's main one. */
  value: string | null;
}

/** A converted profile. */
export interface Conversion {
  /** The file in pieces, to be written one after another: the whole may be longer than a string can be. */
  pieces: Iterable<string | Uint8Array>;
  /** What the format could not take, in sentences. */
  losses: string[];
}
