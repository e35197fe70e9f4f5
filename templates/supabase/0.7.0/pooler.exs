# Run at every start of the pooler: registers this tenant's database under its id, or brings what is registered to its settings of now.
# Clients log in as <database user>.<tenant id>.
{:ok, _} = Application.ensure_all_started(:supavisor)

tenant_id = System.fetch_env!("POOLER_TENANT_ID")
pool_size = System.fetch_env!("POOLER_DEFAULT_POOL_SIZE")
# Networks separated by commas; empty while the port is closed to the outside.
allow_list = String.split(System.fetch_env!("POOLER_ALLOW_LIST"), ",", trim: true)

server_version =
  with {:ok, %{rows: [[banner]]}} <- Supavisor.Repo.query("select version()"),
       {:ok, version} <- Supavisor.Helpers.parse_pg_version(banner) do
    version
  else
    other -> raise "the database does not tell its version: #{inspect(other)}"
  end

manager = %{
  "db_user" => "pgbouncer",
  "db_password" => System.fetch_env!("POSTGRES_PASSWORD"),
  "mode_type" => System.fetch_env!("POOLER_POOL_MODE"),
  "pool_size" => pool_size,
  "is_manager" => true
}

settings = %{
  "external_id" => tenant_id,
  "db_host" => System.fetch_env!("POSTGRES_HOST"),
  "db_port" => System.fetch_env!("POSTGRES_PORT"),
  "db_database" => System.fetch_env!("POSTGRES_DB"),
  "require_user" => false,
  "auth_query" => "SELECT * FROM pgbouncer.get_auth($1)",
  "default_max_clients" => System.fetch_env!("POOLER_MAX_CLIENT_CONN"),
  "default_pool_size" => pool_size,
  # lib/supavisor/client_handler/checks.ex at v2.9.5: whoever does not use TLS, or is in none of the networks, is refused.
  "enforce_ssl" => allow_list != [],
  "allow_list" => if(allow_list == [], do: ["0.0.0.0/0", "::/0"], else: allow_list),
  "default_parameter_status" => %{"server_version" => server_version}
}

# supabase/supavisor, lib/supavisor/tenants.ex at 00573594: update_tenant; tenants/tenant.ex at 007707c9: users that are not named are
# deleted, and one that is named by its id is changed.
{:ok, _} =
  case Supavisor.Tenants.get_tenant_by_external_id(tenant_id) do
    nil ->
      Supavisor.Tenants.create_tenant(Map.put(settings, "users", [manager]))

    tenant ->
      users =
        Enum.map(tenant.users, fn user ->
          if user.is_manager, do: Map.put(manager, "id", user.id), else: %{"id" => user.id}
        end)

      Supavisor.Tenants.update_tenant(tenant, Map.put(settings, "users", users))
  end
