import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { z } from "zod";

/** What a simulated machine understands of its user data: the parts of cloud-init that Freehold's host template uses. */
export interface CloudConfig {
  /** Name → public keys (OpenSSH form) of the users that the machine gets. */
  users: Map<string, string[]>;

  /** Path → text of the files written at the first boot. */
  files: Map<string, string>;

  /** The ed25519 host key, OpenSSH form; absent: the machine makes one. */
  hostKey?: string;

  /** Root may not log in, whatever keys the cloud installed. */
  rootDisabled: boolean;
}

const Keys = z.array(z.string()).default([]);

const UserData = z.object({
  users: z.array(z.union([z.string(), z.object({ name: z.string(), ssh_authorized_keys: Keys })])).nullish(),
  ssh_authorized_keys: Keys,
  ssh_keys: z.object({ ed25519_private: z.string().optional() }).nullish(),
  disable_root: z.boolean().default(false),
  write_files: z
    .array(z.object({ path: z.string(), content: z.string().default(""), encoding: z.string().optional() }))
    .nullish(),
});

const NOTHING: CloudConfig = { users: new Map(), files: new Map(), rootDisabled: false };

/** Reads user data. What is not a valid `#cloud-config` is ignored as cloud-init does: such a machine boots without users. */
export function readCloudConfig(userData: string): CloudConfig {
  if (!/^#cloud-config\s*$/m.test(userData.split("\n", 1)[0] ?? "")) {
    return NOTHING;
  }
  const read = UserData.safeParse(parsedOrUndefined(userData));
  if (!read.success) {
    return NOTHING;
  }
  const { users, ssh_authorized_keys, ssh_keys, disable_root, write_files } = read.data;
  const named = (users ?? []).filter((user) => typeof user !== "string");
  return {
    users: new Map([
      ["root", ssh_authorized_keys],
      ...named.map((user) => [user.name, user.ssh_authorized_keys] as const),
    ]),
    files: new Map((write_files ?? []).map((file) => [file.path, decoded(file.content, file.encoding)])),
    rootDisabled: disable_root,
    ...(ssh_keys?.ed25519_private === undefined ? {} : { hostKey: ssh_keys.ed25519_private }),
  };
}

function parsedOrUndefined(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function decoded(content: string, encoding: string | undefined): string {
  switch (encoding) {
    case "gz+b64":
    case "gzip+base64":
      return gunzipSync(Buffer.from(content, "base64")).toString();
    case "b64":
    case "base64":
      return Buffer.from(content, "base64").toString();
    default:
      return content;
  }
}
