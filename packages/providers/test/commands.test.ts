import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import command from "@pulumi/command";
import pulumi from "@pulumi/pulumi";
import { engineTest } from "../src/testing/engine-test.ts";
import { sshKeyPair, startSshMachine } from "../src/testing/ssh-machine.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "freehold-commands-"));
});
afterEach(() => rm(folder, { recursive: true }));

engineTest(
  "texts, files and folders are copied to a machine, and copied again only when they change",
  async (world) => {
    const key = sshKeyPair();
    const machine = world.closing(await startSshMachine(key.publicKey, () => ({ status: 0 })));
    const connection = { host: "127.0.0.1", port: machine.port, privateKey: key.privateKey };
    await writeFile(join(folder, "one.txt"), "one");
    await mkdir(join(folder, "site/deep"), { recursive: true });
    await writeFile(join(folder, "site/index.html"), "index");
    await writeFile(join(folder, "site/deep/page.html"), "page");
    const { CopyToRemote } = command.remote;
    const build = (text: string) =>
      world.program(async () => {
        new CopyToRemote("text", { connection, remotePath: "/t", source: new pulumi.asset.StringAsset(text) });
        new CopyToRemote("file", {
          connection,
          remotePath: "/f",
          source: new pulumi.asset.FileAsset(join(folder, "one.txt")),
        });
        new CopyToRemote("site", {
          connection,
          remotePath: "/www",
          source: new pulumi.asset.FileArchive(join(folder, "site")),
        });
      });
    const copied = () => {
      const files = Object.fromEntries([...machine.files].sort());
      machine.files.clear();
      return files;
    };

    build("first");
    await world.stack.up();
    expect(copied()).toEqual({
      "/f": "one",
      "/t": "first",
      "/www/site/deep/page.html": "page",
      "/www/site/index.html": "index",
    });

    build("second");
    await world.stack.refresh();
    const { summary } = await world.stack.up();
    expect(summary.resourceChanges).toEqual({ same: 3, update: 1 });
    expect(copied()).toEqual({ "/t": "second" });
  },
);

engineTest("a local command makes files, hands its output on, and cleans up when it is deleted", async (world) => {
  const build = (words: string) =>
    world.program(async () => {
      const made = new command.local.Command("make", {
        create: 'printf "%s $(cat)" "$WORDS" | tee made.txt',
        update: 'printf "after $PULUMI_COMMAND_STDOUT" | tee made.txt',
        delete: "rm made.txt",
        environment: { WORDS: words },
        stdin: "from input",
        dir: folder,
        assetPaths: ["*.txt", "!other.txt"],
      });
      return { out: made.stdout, files: made.assets.apply((assets) => Object.keys(assets ?? {})) };
    });
  await writeFile(join(folder, "other.txt"), "");

  build("words");
  const first = await world.stack.up();
  expect(first.outputs).toMatchObject({ out: { value: "words from input" }, files: { value: ["made.txt"] } });

  build("other words");
  const second = await world.stack.up();
  expect(second.outputs.out?.value).toBe("after words from input");
  expect(await readFile(join(folder, "made.txt"), "utf8")).toBe("after words from input");

  await world.stack.destroy();
  await expect(readFile(join(folder, "made.txt"))).rejects.toThrow("ENOENT");
});
