import { createRequire } from "node:module";
import path from "node:path";
import express, { type Router } from "express";
import { openApiDocument } from "./openapi.ts";
import { withoutKey } from "./without-key.ts";

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Freehold API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = `window.ui = SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true });
`;

/** The API's description and a page to read and try it, without a key and without anything from elsewhere. */
export function docsRouter(version: string): Router {
  const router = express.Router();
  const document = openApiDocument(version);
  router.use(["/openapi.json", "/docs"], withoutKey({ anyone: "the same for everybody, and published" }));
  router.get("/openapi.json", (_req, res) => void res.json(document));
  router.get("/docs", (_req, res) => void res.type("html").send(PAGE));
  router.get("/docs/start.js", (_req, res) => void res.type("js").send(START));
  router.use("/docs", express.static(swaggerFolder(), { index: false }));
  return router;
}

/** By its description and not by the package's own entry, which loads the whole page's program to say where it is: 0.8 s of a core. */
function swaggerFolder(): string {
  return path.dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
}
