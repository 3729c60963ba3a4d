import { expect, it } from "vitest";
import { cellEnvironment } from "./cell-environment.js";

it("gives cells the certificates that the launcher kept from the kernel, under the name that Node knows", () => {
  const kept = { PATH: "/bin", LOSSLAB_NODE_EXTRA_CA_CERTS: "/school.pem" };
  expect(cellEnvironment(kept)).toEqual({ PATH: "/bin", NODE_EXTRA_CA_CERTS: "/school.pem" });
});

it("changes nothing where the launcher kept nothing", () => {
  const environment = { PATH: "/bin", NODE_EXTRA_CA_CERTS: "/school.pem" };
  expect(cellEnvironment(environment)).toEqual(environment);
});
