/** Registers the site's service worker, so that the site works without a network from the next visit on. */
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(new URL("service-worker.js", import.meta.url)).catch((error) => {
    // A browser that forbids it shows the site all the same.
    console.info("Without a network this site will not be there:", error.message);
  });
}
