/** A template of an operator's own: one service with a setting, a secret, two ports, a hook and a probe. By path within its folder. */
export const NOTES_FILES: Readonly<Record<string, string>> = {
  "template.yaml": `name: notes
title: Notes
is: keeps notes
default: "1.0"
versions: ["1.0"]
`,
  "1.0/manifest.yaml": `resources: { memoryGib: 1 }
services:
  app: { image: "example/notes:1.0", port: 8080 }
machines: [dedicated, shared]
ports:
  web: { protocol: http, service: app, port: 8080, host: 58000, hostRange: [58000, 58999], reach: edge }
  admin: { protocol: tcp, service: app, port: 9090, host: 57000, hostRange: [57000, 57999], reach: firewall }
settings:
  pageSize:
    { type: integer, default: 10, minimum: 1, maximum: 100, takesEffect: restart, is: notes on a page }
secrets:
  ADMIN_PASSWORD: { form: alphanumeric, length: 24 }
files: { copied: [app.conf] }
hooks:
  verify: [{ service: app, run: "notes check" }]
outputs:
  endpoints: { web: "{{url}}", api: "{{url}}/api" }
  credentials: { adminPassword: "{{ADMIN_PASSWORD}}" }
probe: { path: /health, headers: { authorization: "Bearer {{adminPassword}}" } }
`,
  "1.0/compose.yaml": `name: \${PROJECT}
services:
  app:
    image: example/notes:1.0
    restart: unless-stopped
    labels: { freehold.files: "\${FILES_SHA256}" }
    healthcheck: { test: ["CMD", "notes", "ping"], interval: 5s, timeout: 5s, retries: 12 }
    environment:
      PAGE_SIZE: \${PAGE_SIZE}
      ADMIN_PASSWORD: \${ADMIN_PASSWORD}
    ports:
      - "\${WEB_BIND}\${WEB_PORT}:8080"
      - "\${ADMIN_BIND}\${ADMIN_PORT}:9090"
    volumes:
      - \${DATA_DIR}/notes:/var/lib/notes
      - ./app.conf:/etc/notes.conf:ro
`,
  "1.0/env.template": `PROJECT={{project}}
FILES_SHA256={{filesSha256}}
DATA_DIR={{dataDirectory}}
WEB_BIND={{bind.web}}
WEB_PORT={{port.web}}
ADMIN_BIND={{bind.admin}}
ADMIN_PORT={{port.admin}}
PAGE_SIZE={{pageSize}}
ADMIN_PASSWORD={{ADMIN_PASSWORD}}
`,
  "1.0/app.conf": "title = Notes\n",
};
