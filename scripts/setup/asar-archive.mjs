/**
 * Packs files (all at the top level) into an Electron asar archive: a Chromium pickle with a JSON
 * header, then the contents one after another. Offsets are strings counted from the header's end.
 *
 * @param {Record<string, string>} files name to text
 * @returns {Buffer}
 */
export function createAsar(files) {
  const contents = [];
  const listing = {};
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    listing[name] = { size: content.length, offset: String(offset) };
    contents.push(content);
    offset += content.length;
  }
  const json = Buffer.from(JSON.stringify({ files: listing }));
  const paddedBytes = Math.ceil(json.length / 4) * 4;
  const header = Buffer.alloc(16 + paddedBytes);
  header.writeUInt32LE(4, 0);
  header.writeUInt32LE(paddedBytes + 8, 4);
  header.writeUInt32LE(paddedBytes + 4, 8);
  header.writeUInt32LE(json.length, 12);
  json.copy(header, 16);
  return Buffer.concat([header, ...contents]);
}
