import { expect, test } from "@jest/globals";
import { notations } from "./random-id.ts";

test("the notations of a RandomId are those of the official provider", () => {
  const bytes = Buffer.from([0xfb, 0xff, 0x00, 0x10]);

  expect(notations(bytes, "web-")).toEqual({
    byteLength: 4,
    prefix: "web-",
    hex: "web-fbff0010",
    dec: "web-4227792912",
    b64Std: "web-+/8AEA==",
    b64Url: "web--_8AEA",
  });
});
