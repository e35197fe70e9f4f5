import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parse } from "yaml";
import { recordProgram, resourceNamed } from "../testing/record-program.ts";
import { GoldenImage, type GoldenImageArgs } from "./golden-image.ts";
import { templateImages } from "./template-images.ts";

const ARGS: GoldenImageArgs = { cloud: "hetzner", region: "fsn1", version: "2026-11" };

function build(args: Partial<GoldenImageArgs> = {}) {
  return recordProgram("golden-image", () => {
    try {
      return { imageId: new GoldenImage("golden", { ...ARGS, ...args }).imageId, message: "" };
    } catch (error) {
      return { message: (error as Error).message };
    }
  });
}

test("a builder with the smallest disk starts from the bare image, is given what to pull, is sealed, and made an image of", async () => {
  const program = await build({ images: ["postgres:17", "example.org/kong:3"], sshPort: 22022 });

  const { userData, ...builder } = resourceNamed(program, "golden-builder").inputs;
  expect(builder).toMatchObject({
    name: "fh-golden-builder",
    serverType: "cx23",
    image: "debian-12",
    location: "fsn1",
    labels: { "managed-by": "freehold", "freehold-scope": "account", "freehold-profile": "web" },
  });
  const files = parse(String(userData)).write_files as { path: string; content: string }[];
  expect(files.find(({ path }) => path === "/etc/freehold/images")?.content).toBe("postgres:17\nexample.org/kong:3\n");
  const seal = files.find(({ path }) => path === "/usr/local/sbin/freehold-seal")?.content ?? "";
  expect(gunzipSync(Buffer.from(seal, "base64")).toString()).toMatch(/^#!\/bin\/sh\n# freehold-seal/);
  expect(resourceNamed(program, "golden-seal").inputs).toMatchObject({
    create: "sudo -n /usr/local/sbin/freehold-seal golden",
    connection: { port: 22022, user: "golden" },
  });
  expect(resourceNamed(program, "golden-2026-11").inputs).toMatchObject({
    description: "fh-golden-2026-11",
    labels: { "managed-by": "freehold", "freehold-scope": "account", "freehold-image": "2026-11" },
  });
});

test("without the builder the image alone remains, and does not look for the machine that it was taken of", async () => {
  const program = await build({ builder: false });

  const ours = program.resources.filter(({ type }) => type.startsWith("hcloud:"));
  expect(ours.map(({ name, ignoreChanges }) => ({ name, ignoreChanges }))).toEqual([
    { name: "golden-2026-11", ignoreChanges: ["serverId"] },
  ]);
});

test("at DigitalOcean the image is a snapshot of a droplet", async () => {
  const program = await build({ cloud: "digitalocean", region: "fra1" });

  expect(resourceNamed(program, "golden-builder").inputs).toMatchObject({
    tags: ["managed-by:freehold", "freehold-profile:web"],
    region: "fra1",
  });
  expect(resourceNamed(program, "golden-2026-11")).toMatchObject({
    type: "digitalocean:index/dropletSnapshot:DropletSnapshot",
    inputs: { name: "fh-golden-2026-11" },
    ignoreChanges: ["dropletId"],
  });
});

test.each([
  [{ cloud: "proxmox" }, 'cloud must be one of hetzner, digitalocean for a golden image, got "proxmox"'],
  [{ version: "of november" }, /version must be 1 to 30 letters, digits.*got "of november"/],
  [{ images: ["postgres:17; rm -rf /"] }, /images must be names of container images.*got "postgres:17; rm -rf \/"/],
  [{ region: "mars" }, /region must be one of .*got "mars"/],
])("%j is refused", async (args, message) => {
  const program = await build(args);

  expect(program.outputs.message).toMatch(message);
  expect(program.resources.filter(({ type }) => type.startsWith("hcloud:"))).toEqual([]);
});

test("the images of a template are those of its manifest, each once", () => {
  const images = templateImages("supabase", "2024-ten");

  expect(images).toEqual([...new Set(images)]);
  expect(images).toContainEqual(expect.stringMatching(/^supabase\/postgres:/));
  expect(() => templateImages("none")).toThrow(/^template must be one of .*supabase.*, got "none"$/);
  expect(() => templateImages("supabase", "1.0")).toThrow(/must be one of 0\.7\.0, 2024-ten, got "1\.0"/);
});
