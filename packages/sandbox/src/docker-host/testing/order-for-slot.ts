import { Agent, request } from "node:http";
import ssh2 from "ssh2";
import type { Sandbox } from "../../sandbox.ts";

/** Makes the network and the volume that a slot needs, as a provider does it: by the Engine API over SSH. */
export async function orderForSlot(host: Sandbox["docker"], tenantId: string): Promise<void> {
  if (host === undefined) throw new Error("this sandbox has no Docker host");
  const { hostname, port, username } = new URL(host.host);
  const client = new ssh2.Client();
  await new Promise<void>((resolve, reject) => {
    client.once("ready", () => resolve()).on("error", reject);
    client.connect({ host: hostname, port: Number(port), username, privateKey: host.sshPrivateKey });
  });
  const Labels = { "managed-by": "freehold", "freehold-tenant": tenantId };
  try {
    for (const path of ["/networks/create", "/volumes/create"])
      await post(client, path, { Name: `fh-${tenantId}`, Labels });
  } finally {
    client.end();
  }
}

function post(client: ssh2.Client, path: string, body: object): Promise<void> {
  return new Promise((resolve, reject) => {
    client.exec("docker system dial-stdio", (error, channel) => {
      if (error) return reject(error);
      const agent = new Agent({ keepAlive: false });
      agent.createConnection = () => channel;
      const text = JSON.stringify(body);
      const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
      request({ agent, host: "docker", method: "POST", path, headers }, (answer) => {
        answer.resume();
        answer.on("end", () => {
          channel.destroy();
          if (answer.statusCode === 201) resolve();
          else reject(new Error(`Docker answered POST ${path} with ${answer.statusCode}`));
        });
      })
        .on("error", reject)
        .end(text);
    });
  });
}
