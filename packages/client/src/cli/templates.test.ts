import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { runCommand as run } from "../testing/run-command.ts";
import { OPERATION, TEMPLATE, TENANT } from "../testing/samples.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "freehold-templates-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the service's templates are listed with what they are for", async () => {
  const { out } = await run("templates", { listTemplates: async () => [TEMPLATE] });

  expect(out).toBe(
    "NAME   DEFAULT  VERSIONS  MODES              IS\nnotes  1.1      1.0, 1.1  dedicated, shared  keeps notes\n",
  );
});

test("a template that is broken is said to be, with file, line, path and reason, and the exit status says so too", async () => {
  const broken = write("broken", {
    "template.yaml": 'name: broken\ntitle: Broken\nis: misses a port\ndefault: "1"\nversions: ["1"]\n',
    "1/manifest.yaml": "resources: { memoryGib: 1 }\nservices:\n  web: { image: nginx }\nports: {}\noutputs: {}\n",
    "1/compose.yaml": "services: { web: { image: nginx } }\n",
    "1/env.template": "",
  });

  const shown = await run(`templates check ${broken}`, {});
  const asJson = await run(`templates check ${folder} --json`, {});
  const empty = await run("templates check /none", {});

  expect(shown.failed).toBe(true);
  expect(shown.out).toMatch(
    /^\/.*\/broken\/1\/manifest\.yaml:3: services\.web\.image must be an image with a tag .*, got "nginx"$/m,
  );
  const { findings } = JSON.parse(asJson.out) as {
    findings: { folder: string; file: string; line: number; path: string }[];
  };
  expect(findings[0]).toMatchObject({ folder: broken, file: "1/manifest.yaml", line: 3, path: "services.web.image" });
  expect(empty).toMatchObject({
    failed: true,
    out: expect.stringContaining("must be there: in the folder, or in folders in it"),
  });
});

test("our own templates are whole", async () => {
  for (const name of ["app", "supabase"]) {
    const { out, failed } = await run(
      `templates check ${join(import.meta.dirname, "../../../../templates", name)}`,
      {},
    );

    expect(out).toMatch(/nothing is wrong\n$/);
    expect(failed).toBe(false);
  }
});

test("a signup chooses settings by name, or by a file's text", async () => {
  const signups: unknown[] = [];
  const file = join(write("files", { "shop.env": "TOKEN=a=b\n" }), "shop.env");
  const createTenant = async (signup: unknown) => {
    signups.push(signup);
    return { tenant: TENANT, operation: OPERATION };
  };

  const args = `tenants create acme --template app --set image=nginx:1.29.0 --set command=a=b --set-file environment=${file}`;
  const secret = { name: "environment", description: "d", secret: true, type: "text" as const };
  const app = { ...TEMPLATE, name: "app", settings: [{ ...secret, takesEffect: "restart" as const }] };
  const parts = { createTenant, listTemplates: async () => [app] };
  await run(`${args} --no-wait`, parts);

  expect(signups).toMatchObject([
    { template: "app", settings: { image: "nginx:1.29.0", command: "a=b", environment: "TOKEN=a=b" } },
  ]);
  await expect(run("tenants create acme --set image", {})).rejects.toThrow(
    'a setting must be given as name=value, got "image"',
  );
  await expect(run("tenants create acme --set a=1 --set-file a=x", {})).rejects.toThrow(
    /the setting a must be given once/,
  );
  await expect(run("tenants create acme --set-file a=/none", {})).rejects.toThrow(
    "--set-file a: the file /none cannot be read",
  );
});

/** Writes files below a folder of this test's own, and gives that. */
function write(name: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, path, ".."), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
  return join(folder, name);
}
