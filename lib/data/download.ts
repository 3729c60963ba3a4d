// Getting a file from the network: with progress, and not waiting for ever. Knows no data set.

/** How far a download is. */
export interface DownloadProgress {
  /** Where it comes from. */
  readonly url: string;
  /** Bytes that have come. */
  readonly done: number;
  /** Bytes that will have come in the end; undefined if the server does not say. */
  readonly total: number | undefined;
}

/** A server that sends nothing for so long is given up. */
const patience = 10_000;

/**
 * The bytes at a URL.
 * @throws Error if there is no network, the server refuses, falls silent or ends too early.
 */
export async function download(
  fetchFrom: typeof fetch,
  url: string,
  onProgress: (progress: DownloadProgress) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const silence = new AbortController();
  const giveUp = () => silence.abort(new Error(`nothing came for ${patience / 1000} s`));
  let timer = setTimeout(giveUp, patience);
  try {
    const response = await fetchFrom(url, { signal: silence.signal });
    if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
    const total = Number(response.headers.get("content-length")) || undefined;
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let done = 0;
    onProgress({ url, done, total });
    for await (const part of response.body ?? []) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, patience);
      parts.push(part as Uint8Array<ArrayBuffer>);
      done += part.length;
      onProgress({ url, done, total });
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  } catch (error) {
    throw new Error(`${url.slice(url.lastIndexOf("/") + 1)}: ${reason(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

/** What went wrong, in words; `fetch failed` alone does not say it, its cause does. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message || cause.name})` : error.message;
}

/** Prints how far the download of a large file is, a quarter at a time. */
export function progressPrinter(): (progress: DownloadProgress) => void {
  let quarters = 0;
  return ({ url, done, total }) => {
    if (total === undefined || total < 1e6) return;
    if (done === 0) {
      console.log(`${url}: downloading ${(total / 1e6).toFixed(1)} MB`);
      quarters = 0;
    }
    const reached = Math.floor((4 * done) / total);
    if (reached === quarters) return;
    quarters = reached;
    console.log(`${url}: ${25 * reached} %`);
  };
}
