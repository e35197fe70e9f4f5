import { gzipSync } from "node:zlib";
import { hostctlLoader } from "../hostctl/hostctl-update.ts";
import { fillPlaceholders } from "../templates/fill-placeholders.ts";
import { templateText } from "../templates/template-text.ts";

/** Bytes of user data that every cloud takes; Hetzner's own limit is 32 KiB. */
export const USER_DATA_LIMIT = 8 * 1024;

/** What a machine is given when it is provisioned. Containers can read user data: nothing of the tenant's belongs in it. */
export interface UserDataSpec {
  hostname: string;
  /** The only user who may log in. */
  user: string;
  /** Public key of that user, in OpenSSH form. */
  authorizedKey: string;
  /** The machine's private host key, in OpenSSH form. */
  hostKeyPrivate: string;
  /** Its public half. */
  hostKeyPublic: string;
  sshPort: number;
}

/**
 * The cloud-init text of a machine: user, keys, SSH server, Docker and the loader, which takes `hostctl` by SSH.
 *
 * @throws Error when it is longer than {@link USER_DATA_LIMIT}.
 */
export function renderUserData(spec: UserDataSpec): string {
  const userData = fillPlaceholders(
    templateText("host/cloud-config.yaml").replace(/^[ ]*#(?!cloud-config).*\n/gm, ""),
    {
      ...spec,
      authorizedKey: spec.authorizedKey.trim(),
      hostKeyPublic: spec.hostKeyPublic.trim(),
      sshPort: String(spec.sshPort),
      installDocker: templateText("host/install-docker").replace(/^ *#.*\n/gm, ""),
      loader: gzipSync(hostctlLoader(), { level: 9 }).toString("base64"),
    },
  );
  const bytes = Buffer.byteLength(userData);
  if (bytes > USER_DATA_LIMIT) throw new Error(`user data must be at most ${USER_DATA_LIMIT} bytes, got ${bytes}`);
  return userData;
}
