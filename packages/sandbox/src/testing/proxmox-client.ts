import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import ssh2 from "ssh2";
import type { Sandbox } from "../sandbox.ts";

/** An answer of the Proxmox emulator. */
export interface ProxmoxReply {
  status: number;
  /** The reason phrase, where the vendor reports what is wrong. */
  reason: string;
  data: unknown;
  errors: Record<string, string> | undefined;
}

export type AskProxmox = (method: string, path: string, form?: Record<string, string>) => Promise<ProxmoxReply>;

/** Asks the emulator with its API token, or with headers of the caller's own. */
export function askProxmox({ proxmox }: Sandbox, headers?: Record<string, string>): AskProxmox {
  const { endpoint, tokenId, tokenSecret } = proxmox;
  return async (method, path, form) => {
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const sent = request(`${endpoint}/api2/json${path}`, {
      method,
      rejectUnauthorized: false,
      headers: headers ?? { authorization: `PVEAPIToken=${tokenId}=${tokenSecret}` },
    });
    sent.end(body);
    const [answer] = (await once(sent, "response")) as [IncomingMessage];
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    const { data, errors } = JSON.parse(Buffer.concat(parts).toString());
    return { status: answer.statusCode ?? 0, reason: answer.statusMessage ?? "", data, errors };
  };
}

/** Writes a file on the node, as the official provider writes snippets. */
export async function writeOnNode({ proxmox }: Sandbox, path: string, text: string): Promise<void> {
  const { address, port, username, password } = proxmox.ssh;
  const client = new ssh2.Client();
  client.connect({ host: address, port, username, password });
  await once(client, "ready");
  const status = await new Promise<number>((resolve, reject) => {
    client.exec(`/usr/bin/tee ${path}`, (error, channel) => {
      if (error) return reject(error);
      let code = 0;
      channel.on("exit", (exit: number) => {
        code = exit;
      });
      channel.on("close", () => resolve(code));
      channel.resume();
      channel.end(text);
    });
  });
  client.end();
  if (status !== 0) throw new Error(`tee ended with ${status}`);
}
