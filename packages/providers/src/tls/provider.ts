import type { ProviderDefinition } from "@freehold/provider-kit";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import { privateKey } from "./private-key.ts";
import { selfSignedCert } from "./self-signed-cert.ts";

/** Stand-in for the `tls` package. It needs no cloud and no configuration. */
export const tlsProvider: ProviderDefinition<void> = {
  name: "tls",
  version: packageVersion("@pulumi/tls"),
  configure: () => {},
  resources: {
    "tls:index/privateKey:PrivateKey": privateKey,
    "tls:index/selfSignedCert:SelfSignedCert": selfSignedCert,
  } satisfies StandIns<"stack">,
};
