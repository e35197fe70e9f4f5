import { stringify } from "yaml";
import type { Cluster } from "../cluster.ts";
import { died } from "../errors.ts";
import type { Guest } from "../rows.ts";
import { existingStorage, snippetText } from "../storage/storage.ts";
import { parseDrive } from "./drives.ts";

/**
 * The user data that the cloud-init drive of a virtual machine holds: a snippet of the operator's, or what is made of the
 * settings `ciuser`, `sshkeys` and `cipassword`. Empty without such a drive: then nothing in the machine is configured.
 */
export function userDataOf(cluster: Cluster, guest: Guest): string {
  const hasDrive = Object.values(guest.config).some((text) => parseDrive(String(text)).volume.endsWith("-cloudinit"));
  if (!hasDrive) return "";
  const { user } = customFiles(String(guest.config.cicustom ?? ""));
  return user === undefined ? generated(guest) : snippet(cluster, user);
}

/** `user=local:snippets/a.yaml,network=…` */
function customFiles(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    text.split(",").map((part) => [part.split("=")[0] ?? "", part.slice(part.indexOf("=") + 1)]),
  );
}

function snippet(cluster: Cluster, volid: string): string {
  const [storage = ""] = volid.split(":");
  const { content } = existingStorage(cluster, storage);
  if (!content.includes("snippets") || !volid.startsWith(`${storage}:snippets/`)) {
    throw died(`${volid} is not in the snippets directory`);
  }
  const text = snippetText(cluster, volid);
  if (text === undefined) throw died(`volume '${volid}' does not exist`);
  return text;
}

/** As the vendor makes it, but with the user in the list `users`, where both cloud-init and simulated machines look. */
function generated({ config, id }: Guest): string {
  const keys = decodeURIComponent(String(config.sshkeys ?? ""))
    .split("\n")
    .filter((key) => key.trim() !== "");
  const user = {
    name: String(config.ciuser ?? "root"),
    ssh_authorized_keys: keys,
    ...(config.ciuser === undefined ? {} : { sudo: "ALL=(ALL) NOPASSWD:ALL", shell: "/bin/bash" }),
  };
  const settings = {
    hostname: String(config.name ?? `VM${id}`),
    manage_etc_hosts: true,
    ...(config.ciuser === undefined ? { disable_root: false } : {}),
    users: [user],
    package_upgrade: config.ciupgrade !== 0,
  };
  return `#cloud-config\n${stringify(settings)}`;
}
