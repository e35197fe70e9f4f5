import type { ProviderDefinition } from "@freehold/provider-kit";
import { packageVersion } from "../package-version.ts";
import type { StandIns } from "../stand-ins.ts";
import { randomBytes } from "./random-bytes.ts";
import { randomId } from "./random-id.ts";
import { randomPassword } from "./random-password.ts";
import { randomString } from "./random-string.ts";
import { randomUuid } from "./random-uuid.ts";

/** Stand-in for the `random` package. It needs no cloud and no configuration. */
export const randomProvider: ProviderDefinition<void> = {
  name: "random",
  version: packageVersion("@pulumi/random"),
  configure: () => {},
  resources: {
    "random:index/randomBytes:RandomBytes": randomBytes,
    "random:index/randomId:RandomId": randomId,
    "random:index/randomPassword:RandomPassword": randomPassword,
    "random:index/randomString:RandomString": randomString,
    "random:index/randomUuid:RandomUuid": randomUuid,
  } satisfies StandIns<"stack">,
};
