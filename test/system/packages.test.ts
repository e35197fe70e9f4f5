import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { NOTES_FILES } from "@freehold/components/testing/notes-template";
import { PULUMI_VERSION, provideYamlHost } from "@freehold/toolchain";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { engineReason, pulumiBin, withEngine } from "./engine-binary.ts";
import { type Archives, diskMib, packPackages, readmeBlocks, runIn } from "./packed-packages.ts";
import { configure, type PulumiCommand, pulumiAgainst } from "./pulumi-command.ts";
import { useSandbox } from "./use-sandbox.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TSC = path.join(ROOT, "node_modules/typescript/bin/tsc");
const TOOLS = path.join(ROOT, "packages/toolchain/node_modules/.bin");
const CHAPTER = "### 1. Components in a Pulumi program of your own";

/** The folder of the host of YAML programs, or why there is none. */
const yamlHost = await provideYamlHost({ env: process.env, pulumi: pulumiBin ?? "" }).catch((error: Error) => ({
  reason: error.message,
}));
const withYaml = typeof yamlHost === "string" ? test : test.skip;
const yamlReason = typeof yamlHost === "string" ? "" : ` (skipped: ${yamlHost.reason})`;

withEngine(`the packages, installed from their archives in a folder of their own${engineReason}`, () => {
  const world = useSandbox([]);
  let folder: string;
  let archives: Archives;
  let libraryMib: number;
  let pulumi: PulumiCommand;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "freehold-packages-"));
    archives = await packPackages(path.join(folder, "archives"));
    pulumi = pulumiAgainst(world.sandbox, typeof yamlHost === "string" ? [yamlHost] : []);
    const [commands = ""] = readmeBlocks(CHAPTER, "sh");
    expect(commands).toContain(" freehold-components ");
    // The engine's pair, and no registry that must have been published to.
    const library = commands
      .replace("freehold-components", archives["freehold-components"])
      .replace("@pulumi/pulumi", `@pulumi/pulumi@${PULUMI_VERSION}`);
    await npmInstall(library);
    const modules = path.join(folder, "node_modules");
    libraryMib = diskMib(modules) - diskMib(path.join(modules, "@pulumi/cloudflare"));
    await npmInstall(`npm install ${archives.freehold} ${archives["freehold-provider-kit"]}`);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function npmInstall(commands: string): Promise<void> {
    const quiet = "npm install --no-audit --no-fund --prefer-offline";
    await runIn(folder, "sh", ["-ec", commands.replaceAll("npm install", quiet)]);
  }

  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
  }

  /** What a program of the README is configured with, to run here. */
  function settings(): Record<string, string> {
    const { FREEHOLD_SSH_PORT = "" } = world.sandbox.pulumi.env;
    return { zone: world.sandbox.cloudflare.zone, adminNetwork: "127.0.0.0/8", sshPort: FREEHOLD_SSH_PORT };
  }

  function tokens(): Record<string, string> {
    const { HCLOUD_TOKEN = "", CLOUDFLARE_API_TOKEN = "" } = world.sandbox.pulumi.env;
    return { hetznerToken: HCLOUD_TOKEN, cloudflareToken: CLOUDFLARE_API_TOKEN };
  }

  /** Types of what a program has built when it is up; up again changes nothing, and destroyed it has left nothing. */
  async function upAndDestroy(project: string, stack: string): Promise<{ types: string[]; url: string }> {
    const run = (...args: string[]) => pulumi(project, ...args, "--stack", stack);
    await run("stack", "init");
    await configure(pulumi, project, stack, settings(), tokens());
    await run("up", "--yes", "--skip-preview");
    const types = (await world.sandbox.inventory()).map(({ type }) => type);
    const { url } = JSON.parse(await run("stack", "output", "--json")) as { url: string };
    await run("up", "--yes", "--skip-preview", "--expect-no-changes");
    await run("destroy", "--yes", "--skip-preview");
    expect(await world.sandbox.inventory()).toEqual([]);
    return { types, url };
  }

  test("they are in the form that npm and TypeScript expect, and take less than 100 MiB with the SDK of one cloud", async () => {
    for (const archive of Object.values(archives)) {
      expect(await runIn(folder, path.join(TOOLS, "publint"), [archive, "--strict"])).toContain("All good!");
      await runIn(folder, path.join(TOOLS, "attw"), [archive, "--profile", "esm-only", "--format", "json"]);
    }
    expect(libraryMib).toBeLessThan(100);
  });

  test.each([
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])("the README's program has types, with %s and %s, without skipLibCheck", async (module, moduleResolution) => {
    const [program = ""] = readmeBlocks(CHAPTER, "ts");
    const client =
      'import { createClient } from "freehold";\ncreateClient({ baseUrl: "http://localhost", apiKey: "" });\n';
    const kit = 'import { serveProvider } from "freehold-provider-kit";\nvoid serveProvider;\n';
    await write({ "index.ts": program, "check/client.ts": client, "check/kit.ts": kit });
    const options = { module, moduleResolution, target: "es2022", strict: true, skipLibCheck: false, noEmit: true };
    const config = {
      compilerOptions: { ...options, exactOptionalPropertyTypes: true },
      include: ["*.ts", "../index.ts"],
    };
    await write({ "check/tsconfig.json": JSON.stringify(config) });

    expect(await runIn(folder, process.execPath, [TSC, "-p", "check"])).toBe("");
  });

  test("the README's TypeScript program is brought up and destroyed", async () => {
    await write({
      "index.ts": readmeBlocks(CHAPTER, "ts")[0] ?? "",
      "Pulumi.yaml": readmeBlocks(CHAPTER, "yaml")[0] ?? "",
    });

    const { types, url } = await upAndDestroy(folder, "typescript");

    expect(types).toEqual(expect.arrayContaining(["server", "firewall", "dns_record"]));
    expect(url).toBe(`https://acme.${world.sandbox.cloudflare.zone}`);
  });

  withYaml(
    `the README's YAML program, with providers and a template of its own, is brought up and destroyed${yamlReason}`,
    async () => {
      const program = (readmeBlocks(CHAPTER, "yaml")[1] ?? "").replace("./node_modules", "../node_modules");
      const notes = `  notes:
    type: freehold:Workload
    properties:
      { template: notes, templatesDirectory: ${path.join(folder, "templates")}, tenantId: tacme3, name: notes, host: "\${dns.fqdn}",
        connection: "\${server.connection}", version: "1.0", tls: none, settings: { pageSize: "20" } }
    options: { deletedWith: "\${server}" }
outputs:
  notes: \${notes.endpoints}
`;
      await write({ "yaml/Pulumi.yaml": program.replace("outputs:\n", () => notes) });
      const files = Object.entries(NOTES_FILES).map(([file, text]) => [`templates/notes/${file}`, text]);
      await write(Object.fromEntries(files));

      const { types, url } = await upAndDestroy(path.join(folder, "yaml"), "yaml");

      expect(types).toEqual(expect.arrayContaining(["server", "firewall", "dns_record"]));
      expect(url).toBe(`https://acme-yaml.${world.sandbox.cloudflare.zone}`);
    },
  );

  test("`pulumi package get-schema` asks the executable, and gets the components", async () => {
    const program = "node_modules/freehold-components/pulumi-resource-freehold";
    const schema = JSON.parse(await pulumi(folder, "package", "get-schema", `./${program}`)) as { resources: object };
    const kept = JSON.parse(await readFile(path.join(ROOT, "components/schema.json"), "utf8")) as { resources: object };

    expect(Object.keys(schema.resources).sort()).toEqual(Object.keys(kept.resources).sort());
  });

  test("an SDK that is not installed is named with the command that installs it", async () => {
    const code = `import { runtime } from "@pulumi/pulumi";
      import { DigitalOceanServer } from "freehold-components";
      await runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
      new DigitalOceanServer("a", { tenantId: "tacme1", organization: "o", operation: "f", region: "fra1", serverType: "s-2vcpu-4gb" });`;

    await expect(runIn(folder, process.execPath, ["--input-type=module", "-e", code])).rejects.toThrow(
      /the package @pulumi\/digitalocean is needed for this and is not installed; run `npm install "@pulumi\/digitalocean@\^\d+/,
    );
  });

  test("the command and the provider kit work as they are installed", async () => {
    const { version } = JSON.parse(await readFile(path.join(ROOT, "packages/client/package.json"), "utf8")) as {
      version: string;
    };
    const kit =
      'import * as kit from "freehold-provider-kit"; console.log(typeof kit.serveProvider, typeof kit.defineResource);';

    expect(await runIn(folder, "node_modules/.bin/freehold", ["--version"])).toBe(`freehold ${version}\n`);
    expect(await runIn(folder, "node_modules/.bin/freehold", ["--help"])).toContain("tenants");
    await write({ "empty/notes.txt": "no template" });
    await expect(runIn(folder, "node_modules/.bin/freehold", ["templates", "check", "empty"])).rejects.toThrow(
      "template.yaml",
    );
    expect(await runIn(folder, process.execPath, ["--input-type=module", "-e", kit])).toBe("function function\n");
  });
});
