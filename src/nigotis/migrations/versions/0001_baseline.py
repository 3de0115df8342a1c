"""The first schema. Written by `python -m nigotis.migrations.baseline`."""
# ruff: noqa: E501, PLR0915

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from nigotis.migrations.statements import Xid8, execute, queue_schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ROLES = [
    "do $$ begin if not exists (select from pg_roles where rolname = 'nigotis_app') then create role nigotis_app nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "do $$ begin grant nigotis_app to current_user; exception when insufficient_privilege then null; end $$",
    "grant usage on schema public to nigotis_app",
    "do $$ begin if not exists (select from pg_roles where rolname = 'nigotis_system') then create role nigotis_system nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "do $$ begin grant nigotis_system to current_user; exception when insufficient_privilege then null; end $$",
    "grant usage on schema public to nigotis_system",
    "do $$ begin if not exists (select from pg_roles where rolname = 'nigotis_keeper') then create role nigotis_keeper nologin; end if; exception when duplicate_object or unique_violation then null; end $$",
    "do $$ begin grant nigotis_keeper to current_user; exception when insufficient_privilege then null; end $$",
    "grant usage on schema public to nigotis_keeper",
]

FENCES = [
    "alter table api_key enable row level security",
    "alter table api_key force row level security",
    "create policy kept_rows on api_key to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on api_key to nigotis_app",
    "create policy own_rows on api_key to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table audit enable row level security",
    "alter table audit force row level security",
    "create policy kept_rows on audit to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on audit to nigotis_app",
    "create policy own_rows on audit to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table branch enable row level security",
    "alter table branch force row level security",
    "create policy kept_rows on branch to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on branch to nigotis_app",
    "create policy own_rows on branch to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table category enable row level security",
    "alter table category force row level security",
    "create policy kept_rows on category to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on category to nigotis_app",
    "create policy own_rows on category to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table change enable row level security",
    "alter table change force row level security",
    "create policy kept_rows on change to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant insert on change to nigotis_app",
    "create policy own_rows on change to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "grant select, delete on change to nigotis_system",
    "create policy system_select on change for select to nigotis_system using (true)",
    "create policy system_delete on change for delete to nigotis_system using (true)",
    "alter table custom_field enable row level security",
    "alter table custom_field force row level security",
    "create policy kept_rows on custom_field to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on custom_field to nigotis_app",
    "create policy own_rows on custom_field to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table idempotency enable row level security",
    "alter table idempotency force row level security",
    "create policy kept_rows on idempotency to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on idempotency to nigotis_app",
    "create policy own_rows on idempotency to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table import_mapping enable row level security",
    "alter table import_mapping force row level security",
    "create policy kept_rows on import_mapping to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on import_mapping to nigotis_app",
    "create policy own_rows on import_mapping to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table import_run enable row level security",
    "alter table import_run force row level security",
    "create policy kept_rows on import_run to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on import_run to nigotis_app",
    "create policy own_rows on import_run to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table job enable row level security",
    "alter table job force row level security",
    "create policy kept_rows on job to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on job to nigotis_app",
    "create policy own_rows on job to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table merchant enable row level security",
    "alter table merchant force row level security",
    "create policy kept_rows on merchant to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update on merchant to nigotis_app",
    "create policy own_rows on merchant to nigotis_app using (id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "grant select on merchant to nigotis_system",
    "create policy system_select on merchant for select to nigotis_system using (true)",
    "alter table outbox enable row level security",
    "alter table outbox force row level security",
    "create policy kept_rows on outbox to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant insert on outbox to nigotis_app",
    "create policy own_rows on outbox to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "grant select, update, delete on outbox to nigotis_system",
    "create policy system_select on outbox for select to nigotis_system using (true)",
    "create policy system_update on outbox for update to nigotis_system using (true)",
    "create policy system_delete on outbox for delete to nigotis_system using (true)",
    "alter table person enable row level security",
    "alter table person force row level security",
    "create policy kept_rows on person to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select on person to nigotis_app",
    "create policy own_rows on person to nigotis_app using (exists (select from member m where m.merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint and m.person_id = person.id)) with check (exists (select from member m where m.merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint and m.person_id = person.id))",
    "grant select, insert, update on person to nigotis_system",
    "create policy system_select on person for select to nigotis_system using (true)",
    "create policy system_insert on person for insert to nigotis_system with check (true)",
    "create policy system_update on person for update to nigotis_system using (true)",
    "alter table saved_segment enable row level security",
    "alter table saved_segment force row level security",
    "create policy kept_rows on saved_segment to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on saved_segment to nigotis_app",
    "create policy own_rows on saved_segment to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table segment_snapshot enable row level security",
    "alter table segment_snapshot force row level security",
    "create policy kept_rows on segment_snapshot to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on segment_snapshot to nigotis_app",
    "create policy own_rows on segment_snapshot to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table sign_in_attempt enable row level security",
    "alter table sign_in_attempt force row level security",
    "create policy kept_rows on sign_in_attempt to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on sign_in_attempt to nigotis_system",
    "create policy system_select on sign_in_attempt for select to nigotis_system using (true)",
    "create policy system_insert on sign_in_attempt for insert to nigotis_system with check (true)",
    "create policy system_update on sign_in_attempt for update to nigotis_system using (true)",
    "create policy system_delete on sign_in_attempt for delete to nigotis_system using (true)",
    "alter table client enable row level security",
    "alter table client force row level security",
    "create policy kept_rows on client to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on client to nigotis_app",
    "create policy own_rows on client to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table device enable row level security",
    "alter table device force row level security",
    "create policy kept_rows on device to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on device to nigotis_app",
    "create policy own_rows on device to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table import_rejected enable row level security",
    "alter table import_rejected force row level security",
    "create policy kept_rows on import_rejected to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on import_rejected to nigotis_app",
    "create policy own_rows on import_rejected to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table import_revision enable row level security",
    "alter table import_revision force row level security",
    "create policy kept_rows on import_revision to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on import_revision to nigotis_app",
    "create policy own_rows on import_revision to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table member enable row level security",
    "alter table member force row level security",
    "create policy kept_rows on member to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on member to nigotis_app",
    "create policy own_rows on member to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "create policy seen_rows on member for select to nigotis_app using (person_id = nullif(current_setting('nigotis.person_id', true), '')::bigint)",
    "grant select on member to nigotis_system",
    "create policy system_select on member for select to nigotis_system using (true)",
    "alter table product enable row level security",
    "alter table product force row level security",
    "create policy kept_rows on product to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on product to nigotis_app",
    "create policy own_rows on product to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table segment_member enable row level security",
    "alter table segment_member force row level security",
    "create policy kept_rows on segment_member to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on segment_member to nigotis_app",
    "create policy own_rows on segment_member to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table session enable row level security",
    "alter table session force row level security",
    "create policy kept_rows on session to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on session to nigotis_system",
    "create policy system_select on session for select to nigotis_system using (true)",
    "create policy system_insert on session for insert to nigotis_system with check (true)",
    "create policy system_update on session for update to nigotis_system using (true)",
    "create policy system_delete on session for delete to nigotis_system using (true)",
    "alter table client_merge enable row level security",
    "alter table client_merge force row level security",
    "create policy kept_rows on client_merge to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on client_merge to nigotis_app",
    "create policy own_rows on client_merge to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table consent enable row level security",
    "alter table consent force row level security",
    "create policy kept_rows on consent to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on consent to nigotis_app",
    "create policy own_rows on consent to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table sale enable row level security",
    "alter table sale force row level security",
    "create policy kept_rows on sale to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on sale to nigotis_app",
    "create policy own_rows on sale to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table sale_line enable row level security",
    "alter table sale_line force row level security",
    "create policy kept_rows on sale_line to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on sale_line to nigotis_app",
    "create policy own_rows on sale_line to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
    "alter table tender enable row level security",
    "alter table tender force row level security",
    "create policy kept_rows on tender to nigotis_keeper using (current_setting('nigotis.keeping', true) = 'on') with check (current_setting('nigotis.keeping', true) = 'on')",
    "grant select, insert, update, delete on tender to nigotis_app",
    "create policy own_rows on tender to nigotis_app using (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint) with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint)",
]

TRIGGERS = [
    "do $$ begin create policy cascaded_rows on change for insert with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint); exception when duplicate_object then null; end $$",
    "create function mirror_sale_lines_sale() returns trigger language plpgsql as $$ begin if tg_op = 'INSERT' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, id as pk from new_rows) changed; elsif tg_op = 'DELETE' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, id as pk from old_rows) changed; else insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, id as pk from old_rows union select merchant_id as merchant, id as pk from new_rows) changed; end if; return null; end $$",
    "create trigger mirror_sale_lines_sale_insert after insert on sale referencing new table as new_rows for each statement execute function mirror_sale_lines_sale()",
    "create trigger mirror_sale_lines_sale_update after update on sale referencing old table as old_rows new table as new_rows for each statement execute function mirror_sale_lines_sale()",
    "create trigger mirror_sale_lines_sale_delete after delete on sale referencing old table as old_rows for each statement execute function mirror_sale_lines_sale()",
    "create function mirror_sale_lines_sale_line() returns trigger language plpgsql as $$ begin if tg_op = 'INSERT' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, sale_id as pk from new_rows) changed; elsif tg_op = 'DELETE' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, sale_id as pk from old_rows) changed; else insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'sale_lines', changed.pk from (select merchant_id as merchant, sale_id as pk from old_rows union select merchant_id as merchant, sale_id as pk from new_rows) changed; end if; return null; end $$",
    "create trigger mirror_sale_lines_sale_line_insert after insert on sale_line referencing new table as new_rows for each statement execute function mirror_sale_lines_sale_line()",
    "create trigger mirror_sale_lines_sale_line_update after update on sale_line referencing old table as old_rows new table as new_rows for each statement execute function mirror_sale_lines_sale_line()",
    "create trigger mirror_sale_lines_sale_line_delete after delete on sale_line referencing old table as old_rows for each statement execute function mirror_sale_lines_sale_line()",
    "do $$ begin create policy cascaded_rows on change for insert with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint); exception when duplicate_object then null; end $$",
    "create function mirror_clients_client() returns trigger language plpgsql as $$ begin if tg_op = 'INSERT' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'clients', changed.pk from (select merchant_id as merchant, id as pk from new_rows) changed; elsif tg_op = 'DELETE' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'clients', changed.pk from (select merchant_id as merchant, id as pk from old_rows) changed; else insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'clients', changed.pk from (select merchant_id as merchant, id as pk from old_rows union select merchant_id as merchant, id as pk from new_rows) changed; end if; return null; end $$",
    "create trigger mirror_clients_client_insert after insert on client referencing new table as new_rows for each statement execute function mirror_clients_client()",
    "create trigger mirror_clients_client_update after update on client referencing old table as old_rows new table as new_rows for each statement execute function mirror_clients_client()",
    "create trigger mirror_clients_client_delete after delete on client referencing old table as old_rows for each statement execute function mirror_clients_client()",
    "do $$ begin create policy cascaded_rows on change for insert with check (merchant_id = nullif(current_setting('nigotis.merchant_id', true), '')::bigint); exception when duplicate_object then null; end $$",
    "create function mirror_products_product() returns trigger language plpgsql as $$ begin if tg_op = 'INSERT' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'products', changed.pk from (select merchant_id as merchant, id as pk from new_rows) changed; elsif tg_op = 'DELETE' then insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'products', changed.pk from (select merchant_id as merchant, id as pk from old_rows) changed; else insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'products', changed.pk from (select merchant_id as merchant, id as pk from old_rows union select merchant_id as merchant, id as pk from new_rows) changed; end if; return null; end $$",
    "create trigger mirror_products_product_insert after insert on product referencing new table as new_rows for each statement execute function mirror_products_product()",
    "create trigger mirror_products_product_update after update on product referencing old table as old_rows new table as new_rows for each statement execute function mirror_products_product()",
    "create trigger mirror_products_product_delete after delete on product referencing old table as old_rows for each statement execute function mirror_products_product()",
    "create function mirror_products_category() returns trigger language plpgsql as $$ begin insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'products', changed.pk from (select new_rows.merchant_id as merchant, null::bigint as pk from old_rows join new_rows on old_rows.id = new_rows.id and old_rows.merchant_id = new_rows.merchant_id where row(old_rows.name) is distinct from row(new_rows.name)) changed; return null; end $$",
    "create trigger mirror_products_category_update after update on category referencing old table as old_rows new table as new_rows for each statement execute function mirror_products_category()",
    "create function mirror_products_merchant() returns trigger language plpgsql as $$ begin insert into public.change (merchant_id, entity, pk) select distinct changed.merchant, 'products', changed.pk from (select new_rows.id as merchant, null::bigint as pk from old_rows join new_rows on old_rows.id = new_rows.id and old_rows.id = new_rows.id where row(old_rows.zone) is distinct from row(new_rows.zone)) changed; return null; end $$",
    "create trigger mirror_products_merchant_update after update on merchant referencing old table as old_rows new table as new_rows for each statement execute function mirror_products_merchant()",
]


def upgrade() -> None:
    execute(ROLES)
    _tables()
    execute(FENCES)
    execute(TRIGGERS)
    queue_schema()


def _tables() -> None:
    op.create_table(
        "api_key",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_api_key")),
    )
    op.create_table(
        "audit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("surface", sa.String(), nullable=False),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("ask", postgresql.JSONB(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_audit")),
    )
    op.create_table(
        "branch",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_branch")),
    )
    op.create_index("uq_branch_name", "branch", ["merchant_id", "name"], unique=True)
    op.create_table(
        "category",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_category")),
    )
    op.create_index("uq_category_name", "category", ["merchant_id", "name"], unique=True)
    op.create_table(
        "change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("xid", Xid8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("pk", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_xid_id", "change", ["xid", "id"], unique=False)
    op.create_table(
        "custom_field",
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_custom_field")),
    )
    op.create_index("uq_custom_field_key", "custom_field", ["merchant_id", "about", "key"], unique=True)
    op.create_table(
        "idempotency",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "import_mapping",
        sa.Column("signature", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_import_mapping")),
    )
    op.create_index("uq_import_mapping_signature", "import_mapping", ["merchant_id", "signature"], unique=True)
    op.create_table(
        "import_run",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("assumptions", postgresql.JSONB(), nullable=False),
        sa.Column("rows_read", sa.BigInteger(), nullable=False),
        sa.Column("rows_accepted", sa.BigInteger(), nullable=False),
        sa.Column("outcome", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept", postgresql.JSONB(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_import_run")),
    )
    op.create_index(
        "uq_import_run_fingerprint",
        "import_run",
        ["merchant_id", "fingerprint"],
        unique=True,
        postgresql_where=sa.text("fingerprint is not null and undone_at is null"),
    )
    op.create_table(
        "job",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ask", postgresql.JSONB(), nullable=False),
        sa.Column("asker", postgresql.JSONB(), nullable=False),
        sa.Column("once", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("message_values", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("result", postgresql.JSONB(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_cancel_asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_once", "job", ["merchant_id", "once"], unique=False, postgresql_where=sa.text("state = 'waiting'")
    )
    op.create_table(
        "merchant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("brand", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("settings", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "saved_segment",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule", postgresql.JSONB(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_saved_segment")),
    )
    op.create_index(
        "uq_saved_segment_name",
        "saved_segment",
        ["merchant_id", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at is null"),
    )
    op.create_table(
        "segment_snapshot",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("cutoffs", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("limits", postgresql.JSONB(), nullable=False),
        sa.Column("clients", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_segment_snapshot")),
    )
    op.create_index("uq_segment_snapshot_day", "segment_snapshot", ["merchant_id", "as_of"], unique=True)
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_last_at"), "sign_in_attempt", ["last_at"], unique=False)
    op.create_table(
        "client",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("status", sa.String(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("tags", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("custom", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=False),
        sa.Column("merged_into_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "branch_id"],
            ["branch.merchant_id", "branch.id"],
            name=op.f("fk_client_merchant_id_branch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "merged_into_id"],
            ["client.merchant_id", "client.id"],
            name=op.f("fk_client_merchant_id_merged_into_id"),
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_client")),
    )
    op.create_index(
        "ix_client_import",
        "client",
        ["merchant_id", "import_id"],
        unique=False,
        postgresql_where=sa.text("import_id is not null"),
    )
    op.create_index(
        "ix_client_merged",
        "client",
        ["merchant_id", "merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    op.create_index("ix_client_name", "client", ["merchant_id", "name", "id"], unique=False)
    op.create_index("ix_client_registered", "client", ["merchant_id", "registered_on", "id"], unique=False)
    op.create_index("ix_client_status", "client", ["merchant_id", "status"], unique=False)
    op.create_index(
        "uq_client_email",
        "client",
        ["merchant_id", "email"],
        unique=True,
        postgresql_where=sa.text("email is not null and deleted_at is null and merged_into_id is null"),
    )
    op.create_index(
        "uq_client_external_id",
        "client",
        ["merchant_id", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id is not null and deleted_at is null and merged_into_id is null"),
    )
    op.create_index(
        "uq_client_phone",
        "client",
        ["merchant_id", "phone"],
        unique=True,
        postgresql_where=sa.text("phone is not null and deleted_at is null and merged_into_id is null"),
    )
    op.create_table(
        "device",
        sa.Column("branch_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "branch_id"],
            ["branch.merchant_id", "branch.id"],
            name=op.f("fk_device_merchant_id_branch_id"),
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_device")),
    )
    op.create_index("ix_device_branch", "device", ["merchant_id", "branch_id"], unique=False)
    op.create_table(
        "import_rejected",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("row_number", sa.BigInteger(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("key_values", postgresql.JSONB(), nullable=False),
        sa.Column("cells", postgresql.JSONB(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "run_id"],
            ["import_run.merchant_id", "import_run.id"],
            name=op.f("fk_import_rejected_merchant_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_import_rejected")),
    )
    op.create_index("ix_import_rejected_run", "import_rejected", ["merchant_id", "run_id", "id"], unique=False)
    op.create_table(
        "import_revision",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("revised_id", sa.BigInteger(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "run_id"],
            ["import_run.merchant_id", "import_run.id"],
            name=op.f("fk_import_revision_merchant_id_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_import_revision")),
    )
    op.create_index("ix_import_revision_run", "import_revision", ["merchant_id", "run_id", "about"], unique=False)
    op.create_table(
        "member",
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("invited_email", sa.String(), nullable=True),
        sa.Column("invitation_hash", sa.String(), nullable=True),
        sa.Column("invitation_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "branch_id"],
            ["branch.merchant_id", "branch.id"],
            name=op.f("fk_member_merchant_id_branch_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_member_person_id")),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_member")),
    )
    op.create_index(
        "ix_member_invitation",
        "member",
        ["invitation_hash"],
        unique=False,
        postgresql_where=sa.text("invitation_hash is not null"),
    )
    op.create_index("ix_member_person", "member", ["person_id"], unique=False)
    op.create_index(
        "uq_member_person",
        "member",
        ["merchant_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("person_id is not null and removed_at is null"),
    )
    op.create_table(
        "product",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("search_key", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=True),
        sa.Column("barcode", sa.String(), nullable=True),
        sa.Column("category_id", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("price", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("stock", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("is_product", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("custom", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "category_id"],
            ["category.merchant_id", "category.id"],
            name=op.f("fk_product_merchant_id_category_id"),
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_product")),
    )
    op.create_index(
        "ix_product_barcode",
        "product",
        ["merchant_id", "barcode"],
        unique=False,
        postgresql_where=sa.text("barcode is not null"),
    )
    op.create_index("ix_product_category", "product", ["merchant_id", "category_id"], unique=False)
    op.create_index(
        "ix_product_import",
        "product",
        ["merchant_id", "import_id"],
        unique=False,
        postgresql_where=sa.text("import_id is not null"),
    )
    op.create_index("ix_product_name", "product", ["merchant_id", "name", "id"], unique=False)
    op.create_index(
        "uq_product_sku",
        "product",
        ["merchant_id", "sku"],
        unique=True,
        postgresql_where=sa.text("sku is not null and deleted_at is null"),
    )
    op.create_table(
        "segment_member",
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("cell", sa.CHAR(length=2), nullable=False),
        sa.Column("m", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "snapshot_id"],
            ["segment_snapshot.merchant_id", "segment_snapshot.id"],
            name=op.f("fk_segment_member_merchant_id_snapshot_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "snapshot_id", "client_id", name=op.f("pk_segment_member")),
    )
    op.create_index(
        "ix_segment_member_client", "segment_member", ["merchant_id", "client_id", "snapshot_id"], unique=False
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    op.create_index(op.f("ix_session_expires_at"), "session", ["expires_at"], unique=False)
    op.create_index(op.f("ix_session_person_id"), "session", ["person_id"], unique=False)
    op.create_table(
        "client_merge",
        sa.Column("survivor_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_id", sa.BigInteger(), nullable=False),
        sa.Column("filled", postgresql.JSONB(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "merged_id"],
            ["client.merchant_id", "client.id"],
            name=op.f("fk_client_merge_merchant_id_merged_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "survivor_id"],
            ["client.merchant_id", "client.id"],
            name=op.f("fk_client_merge_merchant_id_survivor_id"),
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_client_merge")),
    )
    op.create_index("ix_client_merge_survivor", "client_merge", ["merchant_id", "survivor_id"], unique=False)
    op.create_index(
        "uq_client_merge_merged",
        "client_merge",
        ["merchant_id", "merged_id"],
        unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )
    op.create_table(
        "consent",
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "client_id"],
            ["client.merchant_id", "client.id"],
            name=op.f("fk_consent_merchant_id_client_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_client", "consent", ["merchant_id", "client_id", "channel", "id"], unique=False)
    op.create_table(
        "sale",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("body_hash", sa.String(), nullable=True),
        sa.Column("original_sale_id", sa.BigInteger(), nullable=True),
        sa.Column("branch_id", sa.BigInteger(), nullable=True),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("seller_id", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("total", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("discount", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("custom", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "branch_id"],
            ["branch.merchant_id", "branch.id"],
            name=op.f("fk_sale_merchant_id_branch_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "client_id"],
            ["client.merchant_id", "client.id"],
            name=op.f("fk_sale_merchant_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "device_id"],
            ["device.merchant_id", "device.id"],
            name=op.f("fk_sale_merchant_id_device_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "original_sale_id"],
            ["sale.merchant_id", "sale.id"],
            name=op.f("fk_sale_merchant_id_original_sale_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "seller_id"],
            ["member.merchant_id", "member.id"],
            name=op.f("fk_sale_merchant_id_seller_id"),
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_sale")),
    )
    op.create_index("ix_sale_client", "sale", ["merchant_id", "client_id", "sold_at"], unique=False)
    op.create_index("ix_sale_day", "sale", ["merchant_id", "day"], unique=False)
    op.create_index(
        "ix_sale_import",
        "sale",
        ["merchant_id", "import_id"],
        unique=False,
        postgresql_where=sa.text("import_id is not null"),
    )
    op.create_index(
        "ix_sale_original",
        "sale",
        ["merchant_id", "original_sale_id"],
        unique=False,
        postgresql_where=sa.text("original_sale_id is not null"),
    )
    op.create_index("ix_sale_sold", "sale", ["merchant_id", "sold_at", "id"], unique=False)
    op.create_index(
        "uq_sale_document",
        "sale",
        ["merchant_id", "source", "device_id", "kind", "document"],
        unique=True,
        postgresql_where=sa.text("document is not null"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "sale_line",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("discount", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("tax", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=6), nullable=True),
        sa.Column("is_product", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("original_line_id", sa.BigInteger(), nullable=True),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "original_line_id"],
            ["sale_line.merchant_id", "sale_line.id"],
            name=op.f("fk_sale_line_merchant_id_original_line_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "product_id"],
            ["product.merchant_id", "product.id"],
            name=op.f("fk_sale_line_merchant_id_product_id"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "sale_id"],
            ["sale.merchant_id", "sale.id"],
            name=op.f("fk_sale_line_merchant_id_sale_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_sale_line")),
    )
    op.create_index(
        "ix_sale_line_original",
        "sale_line",
        ["merchant_id", "original_line_id"],
        unique=False,
        postgresql_where=sa.text("original_line_id is not null"),
    )
    op.create_index("ix_sale_line_product", "sale_line", ["merchant_id", "product_id"], unique=False)
    op.create_index("ix_sale_line_sale", "sale_line", ["merchant_id", "sale_id"], unique=False)
    op.create_table(
        "tender",
        sa.Column("sale_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("merchant_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["merchant_id", "sale_id"],
            ["sale.merchant_id", "sale.id"],
            name=op.f("fk_tender_merchant_id_sale_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("merchant_id", "id", name=op.f("pk_tender")),
    )
    op.create_index("ix_tender_sale", "tender", ["merchant_id", "sale_id"], unique=False)
