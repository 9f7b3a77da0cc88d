/** Marks the fuse wire inside an Electron binary; see electron/docs/tutorial/fuses.md. */
const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX');
const VERSION = 1;

/**
 * The wire of official Electron 33 builds, one character a fuse ('1' on, '0' off): RunAsNode,
 * CookieEncryption, NodeOptions, NodeCliInspect, AsarIntegrity, OnlyLoadAppFromAsar,
 * BrowserProcessSpecificV8Snapshot, GrantFileProtocolExtraPrivileges.
 */
export const OFFICIAL_FUSES = '10110001';

/**
 * Reads the fuse wire of an Electron binary.
 *
 * @param {Buffer} binary
 * @returns {string} one character a fuse
 * @throws {Error} when there is not exactly one wire, or its version is unknown.
 */
export function readFuses(binary) {
  const { start, length } = findWire(binary);
  return binary.toString('latin1', start, start + length);
}

/**
 * Sets the fuse wire of an Electron binary in place.
 *
 * @param {Buffer} binary
 * @param {string} fuses as many characters as the binary has fuses
 * @throws {Error} when the binary has another number of fuses.
 */
export function writeFuses(binary, fuses) {
  const { start, length } = findWire(binary);
  if (fuses.length !== length) {
    throw new Error(`The binary has ${length} fuses, not ${fuses.length}.`);
  }
  binary.write(fuses, start, 'latin1');
}

function findWire(binary) {
  const at = binary.indexOf(SENTINEL);
  if (at === -1) throw new Error('The binary has no fuse wire: it is not Electron.');
  if (binary.indexOf(SENTINEL, at + 1) !== -1) {
    throw new Error('The binary has more than one fuse wire.');
  }
  const version = binary[at + SENTINEL.length];
  if (version !== VERSION) throw new Error(`Fuse wire version ${version} is unknown.`);
  return { start: at + SENTINEL.length + 2, length: binary[at + SENTINEL.length + 1] };
}
