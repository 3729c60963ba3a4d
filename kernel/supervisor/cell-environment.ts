/** The environment of the cell process: the kernel's own, with what the kernelspec's launcher kept from the kernel. */

/** Under this name the launcher hands on `NODE_EXTRA_CA_CERTS`. */
export const CELLS_CERTIFICATES = "LOSSLAB_NODE_EXTRA_CA_CERTS";

export function cellEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { [CELLS_CERTIFICATES]: certificates, ...rest } = environment;
  return certificates === undefined ? rest : { ...rest, NODE_EXTRA_CA_CERTS: certificates };
}
