import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createFakeTools, type FakeTools } from "./testing/fake-tools.ts";

const IMAGE = "https://images.example/debian-12.qcow2";
const DISK = "disk\n";

let tools: FakeTools;

beforeEach(() => {
  tools = createFakeTools({
    // Writes the file named after -o: the sums for SHA512SUMS, else the disk.
    curl: `while [ "$1" != -o ]; do shift; done
case $3 in
  *SHA512SUMS) cp "$fake/sums" "$2" ;;
  *) cp "$fake/disk" "$2" ;;
esac`,
    "virt-customize": "",
    qm: `case $1 in
  status) [ -e "$fake/taken" ] ;;
  config) cat "$fake/taken" ;;
  template) [ ! -e "$fake/refuses" ] ;;
  guest) echo "{ \\"exitcode\\" : $(cat "$fake/guest-exit") }" ;;
esac`,
  });
  tools.write("disk", DISK);
  tools.write("sums", `${createHash("sha512").update(DISK).digest("hex")}  debian-12.qcow2\n`);
  tools.write("guest-exit", "0");
});

afterEach(() => tools.remove());

const make = (...args: string[]) =>
  tools.run("proxmox-template", ["--id", "9000", "--storage", "local-lvm", "--image", IMAGE, ...args]);
const steps = () =>
  tools
    .calls()
    .filter((call) => /^(qm|virt-customize)/.test(call))
    .map((call) => call.split(" ").slice(0, 2).join(" "));

test("a template is made of Debian's image, with Docker and the guest agent in it", () => {
  const made = make();

  expect(made).toMatchObject({ exitCode: 0, stderr: "" });
  expect(made.stdout).toMatch(/template 9000 is ready: set PROXMOX_VE_TEMPLATE_ID=9000\n$/);
  expect(steps()).toEqual(["qm status", "virt-customize --quiet", "qm create", "qm set", "qm template"]);
  expect(tools.calls().find((call) => call.startsWith("qm create"))).toContain("--agent enabled=1");
  expect(tools.calls().find((call) => call.startsWith("qm set"))).toMatch(/local-lvm:cloudinit --boot order=scsi0$/);
});

test("images are pulled inside the machine before it becomes a template", () => {
  tools.write("images.txt", "postgres:17\n");

  expect(make("--pull", `${tools.folder}/images.txt`).exitCode).toBe(0);

  expect(steps().slice(4)).toEqual([
    // Before the machine boots for the first time, which is when its file system grows.
    "qm resize",
    "qm set",
    "qm start",
    "qm agent",
    "qm guest",
    "qm guest",
    "qm shutdown",
    "qm set",
    "qm template",
  ]);
  expect(tools.calls()).toContain("qm resize 9000 scsi0 30G");
  expect(tools.calls()).toContain("qm guest exec 9000 --timeout 1800 -- sh -ec docker pull --quiet postgres:17");
});

test("on Proxmox VE 9 a node without dhcpcd is told what lacks, before anything is downloaded; with it, and on 8, all is well", () => {
  tools.tool("pveversion", "echo pve-manager/9.0.3/025864202ebb6109");
  const without = make();
  expect(without).toMatchObject({
    exitCode: 69,
    stderr: expect.stringContaining("without dhcpcd: apt-get install dhcpcd-base"),
  });
  expect(tools.calls()).toEqual(["pveversion"]);

  tools.tool("dhcpcd", "");
  expect(make().exitCode).toBe(0);

  tools.removeTool("dhcpcd");
  tools.tool("pveversion", "echo pve-manager/8.4.1/2a5fa54a8503f96d");
  expect(make().exitCode).toBe(0);
});

test("a pull that fails, and a node that refuses, leave no half template", () => {
  tools.write("images.txt", "postgres:17\n");
  tools.write("guest-exit", "1");
  const failed = make("--pull", `${tools.folder}/images.txt`);
  expect(failed.exitCode).toBe(1);
  expect(failed.stderr).toContain("proxmox-template: could not pull postgres:17");
  expect(tools.calls().at(-1)).toBe("qm destroy 9000 --purge");

  tools.write("refuses", "");
  expect(make().exitCode).toBe(1);
  expect(tools.calls().at(-1)).toBe("qm destroy 9000 --purge");
});

test("a download that is not what its sums say is not used", () => {
  tools.write("disk", "another disk\n");

  expect(make()).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("the download differs from its SHA512SUMS"),
  });
  expect(steps()).toEqual(["qm status"]);
});

test("a number that is taken is refused; a template is replaced when told to, a machine never", () => {
  tools.write("taken", "template: 1\n");
  expect(make()).toMatchObject({
    exitCode: 73,
    stderr: "proxmox-template: 9000 is taken; choose another --id, or --replace it\n",
  });
  expect(make("--replace").exitCode).toBe(0);
  expect(tools.calls()).toContain("qm destroy 9000 --purge");

  tools.write("taken", "cores: 2\n");
  expect(make("--replace")).toMatchObject({
    exitCode: 73,
    stderr: "proxmox-template: 9000 is no template: it is not replaced\n",
  });
});

test.each([
  [["--id", "99", "--storage", "s"], '--id must be a number of 100 or more, got "99"'],
  [["--id", "9000"], "--storage must name a storage that holds disk images"],
  [["--id"], "--id needs a value"],
  [["--size", "3"], 'unknown option "--size"'],
])("%j is refused", (args, message) => {
  const refused = tools.run("proxmox-template", args);

  expect(refused.exitCode).toBe(64);
  expect(refused.stderr).toContain(message);
  expect(tools.calls()).toEqual([]);
});
