/** Stands for the service in tests that kill it: runs the program that hangs and says when the engine works. */
import { createEngine } from "../src/engine.ts";
import { PASSPHRASE, PULUMI_BIN, TEST_PROGRAMS } from "./fixtures.ts";

const home = process.argv[2] ?? "";
const engine = await createEngine({
  pulumiBin: PULUMI_BIN ?? "",
  home,
  standIns: false,
  poolSize: 1,
  programs: TEST_PROGRAMS,
});
await engine.run(
  { operationId: "op1", program: "hangs", stack: "t1", action: "up", config: {}, passphrase: PASSPHRASE },
  { onEvent: () => process.send?.("working") },
);
