import { expect, test } from "@jest/globals";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { Archive, Asset, type PropertyMap, Secret, UNKNOWN } from "../properties/value.ts";
import { decodeProperties } from "./decode.ts";
import { encodeProperties } from "./encode.ts";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

test("every kind of value survives the way to the engine and back", () => {
  const properties: PropertyMap = {
    text: "a",
    number: 1.5,
    yes: true,
    nothing: null,
    list: [1, [new Secret("deep")], UNKNOWN],
    map: { "a.b": new Secret({ c: [UNKNOWN] }) },
    file: new Asset({ hash: "h", path: "/tmp/x" }),
    folder: new Archive({ hash: "h", assets: { x: new Asset({ text: "t" }) } }),
  };

  expect(decodeProperties(encodeProperties(properties))).toEqual(properties);
});

test("secrets are written with the signature that the engine knows", () => {
  const encoded = encodeProperties({ password: new Secret("p") }).toJavaScript();

  expect(encoded).toEqual({ password: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "p" } });
});

test("an absent property is left out, an absent structure is empty", () => {
  const withHole = { given: 1, absent: undefined } as unknown as PropertyMap;

  expect(encodeProperties(withHole).toJavaScript()).toEqual({ given: 1 });
  expect(decodeProperties(undefined)).toEqual({});
});

test("output values become their value, secret or unknown", () => {
  const signature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
  const struct = structPb.Struct.fromJavaScript({
    known: { [SIGNATURE]: signature, value: "v", dependencies: ["urn"] },
    hidden: { [SIGNATURE]: signature, value: "v", secret: true },
    later: { [SIGNATURE]: signature },
  });

  expect(decodeProperties(struct)).toEqual({ known: "v", hidden: new Secret("v"), later: UNKNOWN });
});

test("a reference to a resource becomes its id", () => {
  const reference = { [SIGNATURE]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:x", id: "42" };

  expect(decodeProperties(structPb.Struct.fromJavaScript({ server: reference }))).toEqual({ server: "42" });
});

test("an unknown signature is refused rather than taken for an object", () => {
  const struct = structPb.Struct.fromJavaScript({ odd: { [SIGNATURE]: "ffff" } });

  expect(() => decodeProperties(struct)).toThrow("the engine sent a value with the unknown signature ffff");
});
