import { expect, test } from "@jest/globals";
import { readDemoOptions } from "./options.ts";

test("without flags the demo stays up on the usual port", () => {
  expect(readDemoOptions([])).toEqual({
    once: false,
    json: false,
    cloud: "hetzner",
    template: "supabase",
    machines: "simulated",
    port: 8080,
  });
});

test("with --once the system chooses the port, unless one is given", () => {
  expect(readDemoOptions(["--once"]).port).toBe(0);
  expect(readDemoOptions(["--once", "--port", "9000"]).port).toBe(9000);
});

test.each([
  [["--machines", "real"], '--machines must be one of simulated, container, got "real"'],
  [["--cloud", "aws"], '--cloud must be one of hetzner, digitalocean, proxmox, docker, got "aws"'],
  [["--port", "http"], '--port must be a TCP port, 0 to 65535, got "http"'],
  [["--fast"], "Unknown option '--fast'"],
])("%p is refused with what is allowed", (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(message);
});
