/** The packages that only the site's assembly has installed. */
declare module "@stdlib/*" {
  const value: (x: number) => number;
  export default value;
}
