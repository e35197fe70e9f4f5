import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { expect, test } from "@jest/globals";
import { selfSigned } from "./self-signed.ts";

test("a self-signed certificate is for this machine, from yesterday and for a year", async () => {
  const { key, cert } = await selfSigned("Freehold gateway", Date.parse("2026-08-01T12:00:00Z"));

  const certificate = new X509Certificate(cert);

  expect(certificate).toMatchObject({
    subject: "CN=Freehold gateway",
    issuer: "CN=Freehold gateway",
    subjectAltName: "DNS:localhost, IP Address:127.0.0.1",
    validFromDate: new Date("2026-07-31T12:00:00Z"),
    validToDate: new Date("2027-08-01T12:00:00Z"),
    ca: false,
  });
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
});

test("a client that is given the certificate trusts who shows it at 127.0.0.1", async () => {
  const identity = await selfSigned("Freehold gateway", Date.now());
  const server = createServer(identity).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const socket = connect({ host: "127.0.0.1", port, ca: identity.cert });
  await once(socket, "secureConnect");

  expect(socket.authorized).toBe(true);
  socket.destroy();
  server.close();
});
