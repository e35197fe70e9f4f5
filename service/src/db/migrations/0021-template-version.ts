import { Migration } from "@mikro-orm/migrations";

/** Which version of its template a tenant is of. Those of before get theirs when work starts: it is in their sealed outputs, or in their state. */
export class TemplateVersion extends Migration {
  override up(): void {
    this.addSql("alter table tenants add column template_version text");
  }
}
