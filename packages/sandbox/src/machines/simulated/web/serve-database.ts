import type { Duplex } from "node:stream";

/** Codes of requests that may come before the login, https://www.postgresql.org/docs/current/protocol-message-formats.html */
const ENCRYPTION_REQUESTS = [80_877_103, 80_877_104];
const LONGEST_STARTUP = 10_000;

/**
 * A database that nobody is behind: it speaks PostgreSQL's protocol as far as to say so. Encryption is declined, and the login is answered
 * with an error.
 */
export function serveDatabase(connection: Duplex): void {
  let received = Buffer.alloc(0);
  connection.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 8) {
      const length = received.readInt32BE(0);
      if (length < 8 || length > LONGEST_STARTUP) connection.destroy();
      if (connection.destroyed || received.length < length) break;
      const isEncryption = ENCRYPTION_REQUESTS.includes(received.readInt32BE(4));
      received = received.subarray(length);
      if (isEncryption) connection.write("N");
      else connection.end(refusal());
    }
  });
}

function refusal(): Buffer {
  const fields = ["SFATAL", "VFATAL", "C0A000", "Ma simulated machine has no database"];
  const body = Buffer.from(`${fields.map((field) => `${field}\0`).join("")}\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
