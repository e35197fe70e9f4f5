import { expect, test } from "@jest/globals";
import { DomainName, isSpecialUse, NewDomainName } from "./domain-name.ts";
import { NewTenantName, TenantName } from "./tenant.ts";

function said(schema: typeof DomainName, name: string): string | undefined {
  return schema.safeParse(name).error?.issues[0]?.message;
}

test.each([
  "app.example.com",
  "a.b.c.d.e.f.g.h.example.com",
  "xn--mller-kva.example.com",
  "shop.xn--e1afmkfd.xn--p1ai",
  "1.example.com",
  "a--b.example.com",
])("%s is a name that an authority gives a certificate for", (name) => {
  expect(NewDomainName.safeParse(name).success).toBe(true);
});

test.each([
  "localhost",
  "app.example.com.",
  "App.example.com",
  "a..b.com",
  "-a.example.com",
  "a_b.example.com",
  "192.0.2.7",
  "*.example.com",
  "",
])("%s is no domain name", (name) => {
  expect(DomainName.safeParse(name).success).toBe(false);
});

test("a name in other letters is refused with the form to write", () => {
  expect(said(DomainName, "müller.example.com")).toContain(": in A-label form it is xn--mller-kva.example.com");
  expect(said(DomainName, "пример.рф")).toContain(": in A-label form it is xn--e1afmkfd.xn--p1ai");
});

test.each([
  ["ab--cd.example.com", "as in ab--cd"],
  ["app.zz--zz.com", "as in zz--zz"],
  ["xn--99999999999.example.com", "xn--99999999999 stands for no text"],
  ["xn--abc.example.com", "xn--abc stands for no text"],
  ["xn--zz.example.com", "xn--zz stands for no text"],
  ["1.2.3.4.5.6.7.8.9.example.com", "at most 10 labels"],
])("%s is a domain name, and refused where it is chosen: %s", (name, why) => {
  expect(DomainName.safeParse(name).success).toBe(true);
  expect(said(NewDomainName as typeof DomainName, name)).toContain(why);
});

test.each(["ab--cd", "xn--abc"])("a tenant that is called %s lives on, and no new one is called so", (name) => {
  expect(TenantName.safeParse(name).success).toBe(true);
  expect(NewTenantName.safeParse(name).success).toBe(false);
});

test("names that are nobody's are recognised", () => {
  expect(["shop.test", "a.internal", "example.com", "www.example.org", "printer.local"].every(isSpecialUse)).toBe(true);
  expect(["test.com", "myexample.com", "shop.dev"].some(isSpecialUse)).toBe(false);
});
