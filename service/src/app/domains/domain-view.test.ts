import type { RunRequest } from "@freehold/engine";
import { expect, test } from "@jest/globals";
import { createEnvelope } from "../../crypto/envelope.ts";
import { generateMasterKey, parseMasterKeys } from "../../crypto/master-keys.ts";
import type { TenantRow } from "../../db/entities/tenant.ts";
import { fakeOutputs } from "../../testing/fake-outputs.ts";
import type { AppContext } from "../context.ts";
import { sealOutputs } from "../secrets/sealed.ts";
import { machineAddresses } from "./domain-view.ts";

test("a machine's IPv6 address is the one that name servers answer with, however its cloud spells it", () => {
  const envelope = createEnvelope(parseMasterKeys(generateMasterKey()));
  const outputs = fakeOutputs({ stack: "tabc123", config: {} } as RunRequest);
  const sealed = sealOutputs(envelope, "tabc123", {
    ...outputs,
    machine: { ...outputs.machine, ipv6: "2604:A880:0800:0010:0000:0000:02DD:4001" },
  });
  const tenant = { id: "tabc123", outputsSealed: sealed } as TenantRow;

  expect(machineAddresses({ envelope } as AppContext, tenant)).toEqual([
    outputs.machine.ipv4,
    "2604:a880:800:10::2dd:4001",
  ]);
});
