/**
 * Registers the site's service worker: from the next visit on the site works without a network, and its pages are isolated from
 * other origins, so that a cell may wait for an answer.
 */
function register() {
  navigator.serviceWorker?.register(new URL("service-worker.js", import.meta.url)).catch((error) => {
    // A browser that forbids it shows the site all the same.
    console.info("Without a network this site will not be there:", error.message);
  });
}

// What the page itself needs comes first.
addEventListener("load", () => setTimeout(register, 3000));
