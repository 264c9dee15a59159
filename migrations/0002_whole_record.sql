-- min-writer: 1 min-reader: 1
-- What the whole record needs: kinds and outcomes of executions, processes with their leases, error groups,
-- histories, settings of workflows, gaps. Only adds.

create type :"schema".execution_kind as enum (
	'webhook', 'schedule', 'form', 'chat', 'event', 'error', 'sub_workflow', 'retry', 'manual', 'partial',
	'evaluation', 'cli', 'other'
);

-- process_since orders the processes that ran an execution one after the other: the later one has it now.
-- Columns that are greatest over all stories: process_since, last_seen_at, memory_share.
alter table :"schema".workflow_executions
	add column kind :"schema".execution_kind,
	add column trigger_node varchar(255),
	add column trigger_type varchar(255),
	add column workflow_version varchar(255),
	add column n8n_version varchar(64),
	add column package_version varchar(64),
	add column process_id uuid,
	add column process_since timestamptz,
	add column last_seen_at timestamptz,
	add column memory_share numeric(5,4),
	add column failed_children integer,
	add column rows_left_out integer,
	add column segment_handled jsonb not null default '{}',
	add column outcome varchar(30) generated always as (
		case
			when status = 'success' then
				case when coalesce(handled_errors, 0) > 0 or coalesce(failed_children, 0) > 0
					then 'succeeded_with_errors' else 'succeeded' end
			when status in ('error', 'crashed') then 'failed'
			when status = 'canceled' then
				case when end_reason is null or end_reason = 'stopped' then 'stopped' else 'failed' end
		end
	) stored;
create index workflow_executions_by_parent on :"schema".workflow_executions (instance_id, parent_execution_id)
	where parent_execution_id is not null;
create index workflow_executions_by_retry on :"schema".workflow_executions (instance_id, retry_of)
	where retry_of is not null;

-- Facts that executing processes lack come from the host's own tables.
alter table :"schema".workflows
	add column workflow_version varchar(255),
	add column tags text[] not null default '{}',
	add column project_id varchar(255),
	add column redacted boolean not null default false,
	add column archived boolean not null default false,
	add column silent_since timestamptz;

-- What people set for a workflow; workflow_id '*' is for all that have no row of their own.
create table :"schema".workflow_settings (
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	log_level :"schema".log_level,
	importance varchar(10) check (importance in ('low', 'normal', 'high')),
	updated_at timestamptz not null default now(),
	updated_by varchar(255),
	primary key (instance_id, workflow_id)
);

-- One row a process of n8n. It lives while lease_until lies ahead, by this server's clock only.
create table :"schema".processes (
	instance_id varchar(255) not null,
	process_id uuid not null,
	process_type varchar(20) not null,
	host varchar(255),
	pid integer,
	n8n_version varchar(64),
	package_version varchar(64),
	started_at timestamptz not null default now(),
	renewed_at timestamptz not null default now(),
	lease_until timestamptz not null,
	ended_at timestamptz,
	end_reason varchar(40),
	state varchar(40),
	state_reason text,
	memory_share numeric(5,4),
	counters jsonb not null default '{}',
	metadata jsonb not null default '{}',
	primary key (instance_id, process_id)
) with (fillfactor = 70);

-- One row a published Monitor Trigger, as the process that looked last saw it. covers: instance or project.
create table :"schema".monitors (
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	node_id varchar(255) not null,
	workflow_name text,
	covers varchar(20) not null default 'instance',
	project_id varchar(255),
	settings jsonb not null default '{}',
	state varchar(40) not null,
	reason text,
	next_step text,
	updated_at timestamptz not null default now(),
	primary key (instance_id, workflow_id, node_id)
);

-- Spans in which nothing of an instance was monitored; an open one has no end.
create table :"schema".recording_gaps (
	instance_id varchar(255) not null,
	started_at timestamptz not null,
	ended_at timestamptz,
	reason varchar(40) not null,
	primary key (instance_id, started_at)
);

alter table :"schema".workflow_errors add column workflow_version varchar(255);

-- Errors with one cause. resolved_until is the event time up to which its rows read as resolved.
create table :"schema".error_groups (
	instance_id varchar(255) not null,
	group_id uuid not null,
	workflow_id varchar(255) not null,
	node_id varchar(255),
	node_name varchar(255),
	fingerprint varchar(128) not null,
	error_type :"schema".error_type not null,
	error_code varchar(100),
	title text not null,
	severity :"schema".error_severity not null,
	handled boolean not null default false,
	status varchar(20) not null default 'open' check (status in ('open', 'resolved', 'ignored')),
	first_seen_at timestamptz not null,
	last_seen_at timestamptz not null,
	first_version varchar(255),
	last_version varchar(255),
	occurrences bigint not null default 0,
	executions bigint not null default 0,
	assigned_to varchar(255),
	resolved_at timestamptz,
	resolved_by varchar(255),
	resolution_notes text,
	resolved_until timestamptz,
	resolved_version varchar(255),
	in_next_version boolean not null default false,
	ignored_until timestamptz,
	ignored_until_count bigint,
	regressed_at timestamptz,
	regressed_after bigint,
	regressed_version varchar(255),
	regressions integer not null default 0,
	recorded_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	primary key (instance_id, group_id)
) with (fillfactor = 70);
create index error_groups_by_workflow on :"schema".error_groups (instance_id, workflow_id);

create table :"schema".error_group_days (
	instance_id varchar(255) not null,
	group_id uuid not null,
	day date not null,
	occurrences bigint not null default 0,
	primary key (instance_id, group_id, day)
) with (fillfactor = 70);

-- What happened to a group or an alert, and who did it.
create table :"schema".error_group_history (
	id uuid not null,
	instance_id varchar(255) not null,
	group_id uuid not null,
	action varchar(30) not null,
	by_whom varchar(255),
	note text,
	details jsonb not null default '{}',
	timestamp timestamptz not null default now(),
	primary key (id, instance_id)
);
create index error_group_history_by_group on :"schema".error_group_history (instance_id, group_id, timestamp);

create table :"schema".alert_history (
	id uuid not null,
	instance_id varchar(255) not null,
	alert_id uuid not null,
	action varchar(30) not null,
	by_whom varchar(255),
	note text,
	details jsonb not null default '{}',
	timestamp timestamptz not null default now(),
	primary key (id, instance_id)
);
create index alert_history_by_alert on :"schema".alert_history (instance_id, alert_id, timestamp);

-- Errors as they read with the state of their group: what was there when a group was resolved is resolved.
create view :"schema".workflow_errors_read as
select
	e.id, e.instance_id, e.workflow_id, e.execution_id, e.error_type, e.error_code, e.error_message, e.error_stack,
	e.severity, e.timestamp, e.node_id, e.node_name, e.run_index, e.handled, e.retryable, e.fingerprint, e.group_id,
	e.workflow_version, e.metadata, e.recorded_at,
	(e.resolved or s.with_group) as resolved,
	coalesce(e.resolution_notes, case when s.with_group then g.resolution_notes end) as resolution_notes,
	coalesce(e.resolved_at, case when s.with_group then g.resolved_at end) as resolved_at,
	coalesce(e.resolved_by, case when s.with_group then g.resolved_by end) as resolved_by
from :"schema".workflow_errors e
left join :"schema".error_groups g on g.instance_id = e.instance_id and g.group_id = e.group_id
cross join lateral (
	select coalesce(e.timestamp <= g.resolved_until, false) or coalesce(
		g.in_next_version and e.workflow_version = g.resolved_version, false
	) as with_group
) as s;

-- Drops a day's partition that holds rows of one instance only, or none, and says how many they were; null where it
-- stays. Whoever reads it is waited for a moment (SQLSTATE 55P03).
create function :"schema".drop_log_partition(home name, part name, instance text) returns bigint language plpgsql as $body$
declare
	held bigint;
	foreign_rows boolean;
begin
	perform set_config('lock_timeout', '100ms', true);
	if to_regclass(format('%I.%I', home, part)) is null then
		return null;
	end if;
	execute format('lock table only %I.%I in share mode', home, part);
	execute format('select exists (select from %I.%I where instance_id <> $1)', home, part) into foreign_rows using instance;
	if foreign_rows then
		return null;
	end if;
	execute format('select count(*) from %I.%I', home, part) into held;
	execute format('drop table %I.%I', home, part);
	return held;
end
$body$;
