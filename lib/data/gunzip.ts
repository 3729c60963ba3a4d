// Uncompressing with the streams that browsers, Node and Deno have in common. Knows bytes only.

/**
 * What a .gz file holds; bytes that are not compressed as they are, because some servers and browsers uncompress a file on
 * its way.
 * @throws TypeError if the compressed data are damaged or cut off.
 */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(unzipped).arrayBuffer());
}
