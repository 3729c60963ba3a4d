/**
 * Keeps the site for when there is no network, and isolates its pages from other origins, so that a cell may wait for an answer:
 * a static host cannot send these headers. `build-site.ts` puts the version and the lists of files in front of this.
 */
/* global groups, version */
const cacheName = `losslab ${new URL(registration.scope).pathname} ${version}`;
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "credentialless",
  "Cross-Origin-Resource-Policy": "same-origin",
};

addEventListener("install", (event) => {
  event.waitUntil(keep(groups[""]).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  event.waitUntil(forgetOlder().then(() => clients.claim()));
  event.waitUntil(keepLanguagesInSight());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(registration.scope)) {
    event.respondWith(answer(request));
    event.waitUntil(keepLanguage(request.url));
  }
});

async function keepLanguagesInSight() {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const { url } of pages) await keepLanguage(url);
}

/** Who opens a notebook of a language may want its others too. */
async function keepLanguage(url) {
  const address = decodeURIComponent(url.slice(registration.scope.length));
  const language = /^(?:live\/files\/|live\/lab\/.*\bpath=)?(\w+)\//.exec(address)?.[1];
  const files = groups[language];
  delete groups[language];
  if (files) await keep(files);
}

/** A file that cannot be had now is fetched when it is asked for. */
async function keep(files) {
  const cache = await caches.open(cacheName);
  const waiting = files.map((file) => new URL(file, registration.scope));
  const next = async () => {
    for (let url = waiting.shift(); url !== undefined; url = waiting.shift()) {
      if (!(await cache.match(url))) await cache.add(new Request(url, { cache: "no-cache" })).catch(() => {});
    }
  };
  await Promise.all([next(), next(), next(), next()]);
}

async function forgetOlder() {
  const ours = cacheName.slice(0, cacheName.lastIndexOf(" ") + 1);
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(ours) && name !== cacheName).map((name) => caches.delete(name)),
  );
}

async function answer(request) {
  const url = new URL(request.url);
  url.search = "";
  url.hash = "";
  if (url.pathname.endsWith("/")) url.pathname += "index.html";
  const cache = await caches.open(cacheName);
  const kept = await cache.match(url);
  if (kept) return isolated(kept);
  const response = await fetch(request);
  if (response.ok && response.type === "basic") await cache.put(url, response.clone());
  return isolated(response);
}

function isolated(response) {
  if (response.status === 0 || response.type === "opaqueredirect") return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(isolation)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { headers, status, statusText });
}
