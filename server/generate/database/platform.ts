/** What every generated service keeps beside the specification's entities. */
export const platformTables = `create function gantry_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'GA001';
end $$;

-- who did what to which record, before and after
create table gantry_audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  subject text,
  role text,
  operation text not null,
  entity text not null,
  record_id uuid,
  before jsonb,
  after jsonb
);
create index gantry_audit_record_idx on gantry_audit (entity, record_id);
create trigger gantry_audit_append_only before update or delete on gantry_audit for each row execute function gantry_append_only();

-- messages and events, written in the transaction that causes them; a relay sends them afterwards
create table gantry_outbox (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  channel text not null,
  recipient text,
  recipient_id uuid, -- the own record of the person it is for
  recipient_role text,
  subject text not null,
  operation text not null,
  entity text not null,
  record_id uuid,
  sent_at timestamptz
);
create index gantry_outbox_unsent_idx on gantry_outbox (id) where sent_at is null;
create index gantry_outbox_recipient_idx on gantry_outbox (recipient);
create index gantry_outbox_recipient_id_idx on gantry_outbox (recipient_id);

-- a repeated create with the same Idempotency-Key gets the first answer again
create table gantry_idempotency (
  subject text not null,
  key text not null,
  operation text not null,
  request text not null,
  record_id uuid,
  at timestamptz not null default clock_timestamp(),
  primary key (subject, key)
);`
