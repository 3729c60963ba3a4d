/** The versions that the kernel tells of itself, in place of `../version.ts`, which reads files; the site's assembly writes them in. */
declare const __LOSSLAB_VERSION__: string;
declare const __TYPESCRIPT_VERSION__: string;

export const LOSSLAB_VERSION = __LOSSLAB_VERSION__;
export const TYPESCRIPT_VERSION = __TYPESCRIPT_VERSION__;
