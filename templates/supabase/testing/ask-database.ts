import { once } from "node:events";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** How a client comes to a PostgreSQL on this machine. */
export interface Asking {
  port: number;
  /** The address that the server sees, in 127.0.0.0/8. */
  localAddress: string;
  /** What is trusted, and the name that is asked for. @default - plain text */
  tls?: { ca: Buffer; servername: string };
}

/** Codes of a client's first message: https://www.postgresql.org/docs/15/protocol-message-formats.html */
const SSL_REQUEST = 80_877_103;
const PROTOCOL_3 = 196_608;

/**
 * Begins a login as `postgres` and tells how the server answers: `asks for the password`, `lets in`, or what it says as it refuses.
 *
 * @throws Error of the TLS handshake
 */
export async function askDatabase({ port, localAddress, tls }: Asking): Promise<string> {
  const plain = connectPlain({ host: "127.0.0.1", port, localAddress });
  await once(plain, "connect");
  const socket = tls === undefined ? plain : await encrypted(plain, tls);
  socket.write(message(PROTOCOL_3, "user\0postgres\0database\0postgres\0\0"));
  const [answer] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  if (answer.toString("latin1", 0, 1) === "R") return answer.readInt32BE(5) === 0 ? "lets in" : "asks for the password";
  return answer.toString("utf8", 5).replaceAll("\0", " ");
}

async function encrypted(plain: Socket, { ca, servername }: NonNullable<Asking["tls"]>): Promise<Socket> {
  plain.write(message(SSL_REQUEST, ""));
  const [answer] = (await once(plain, "data")) as [Buffer];
  if (answer.toString() !== "S") throw new Error(`the server has no TLS: it answers ${answer.toString()}`);
  const socket = connectTls({ socket: plain, ca, servername });
  await once(socket, "secureConnect");
  return socket;
}

function message(code: number, text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(code, 4);
  return Buffer.concat([head, body]);
}
