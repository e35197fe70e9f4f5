import { expect, test } from "@jest/globals";
import { DEMO_USAGE, readDemoOptions } from "./options.ts";

test("without flags the demo stays up on the usual port", () => {
  expect(readDemoOptions([])).toEqual({
    once: false,
    json: false,
    cloud: "hetzner",
    template: "supabase",
    machines: "simulated",
    port: 8080,
    story: false,
  });
});

test("with --once the system chooses the port, unless one is given", () => {
  expect(readDemoOptions(["--once"])).toMatchObject({ port: 0 });
  expect(readDemoOptions(["--once", "--port", "9000"])).toMatchObject({ port: 9000 });
});

test.each([
  [["--machines", "real"], '--machines must be one of simulated, container, got "real"'],
  [["--cloud", "aws"], '--cloud must be one of hetzner, digitalocean, proxmox, docker, got "aws"'],
  [["--port", "http"], '--port must be a TCP port, 0 to 65535, got "http"'],
  [["--story", "--cloud", "proxmox"], '--story must be told at one of hetzner, digitalocean, got "proxmox"'],
  [["--fast"], "Unknown option '--fast'"],
])("%p is refused with what is allowed", (args, message) => {
  expect(() => readDemoOptions(args)).toThrow(message);
});

test("PORT is obeyed, and a flag goes before it", () => {
  expect(readDemoOptions([], "9001")).toMatchObject({ port: 9001 });
  expect(readDemoOptions(["--once"], "9001")).toMatchObject({ port: 9001 });
  expect(readDemoOptions(["--port", "9000"], "9001")).toMatchObject({ port: 9000 });
  expect(() => readDemoOptions([], "http")).toThrow('PORT must be a TCP port, 0 to 65535, got "http"');
});

test("every option is in the help", () => {
  const shown = [...DEMO_USAGE.matchAll(/^ {2}(--\w+)/gm)].map(([, flag]) => flag);

  expect(readDemoOptions(["--help"])).toBe("help");
  expect(shown).toEqual(["--once", "--story", "--json", "--cloud", "--template", "--machines", "--port", "--help"]);
});
