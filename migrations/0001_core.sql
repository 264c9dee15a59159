-- min-writer: 1 min-reader: 1
-- The tables of the monitor. :"schema" stands for the schema's quoted name. One transaction; forward only.

create type :"schema".log_level as enum ('debug', 'info', 'warn', 'error', 'fatal');
create type :"schema".error_type as enum ('validation', 'network', 'timeout', 'permission', 'data', 'system', 'unknown');
create type :"schema".error_severity as enum ('low', 'medium', 'high', 'critical');
create type :"schema".alert_type as enum ('performance', 'error', 'timeout', 'resource', 'dependency');
create type :"schema".alert_severity as enum ('info', 'warning', 'critical');
create type :"schema".execution_status as enum ('queued', 'running', 'waiting', 'success', 'error', 'canceled', 'crashed');
create type :"schema".end_reason as enum ('finished', 'failed', 'stopped', 'timeout', 'shutdown', 'process_lost', 'out_of_memory', 'refused');

-- One row. The database_id tells two targets apart whatever their hosts are called.
create table :"schema".settings (
	only_row boolean primary key default true check (only_row),
	database_id uuid not null default gen_random_uuid(),
	created_at timestamptz not null default now(),
	options jsonb not null default '{}'
);
insert into :"schema".settings default values;

create table :"schema".instances (
	instance_id varchar(255) primary key,
	name varchar(255),
	host_fingerprint varchar(255),
	n8n_version varchar(64),
	package_version varchar(64),
	first_seen_at timestamptz not null default now(),
	last_seen_at timestamptz not null default now(),
	metadata jsonb not null default '{}'
);

create table :"schema".workflows (
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	name text,
	active boolean,
	first_seen_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	metadata jsonb not null default '{}',
	primary key (instance_id, workflow_id)
) with (fillfactor = 70);

-- One row an execution, told by several processes in any order. Of two stories of the state the one with the
-- greater state_key is the later one; started_source says whose start is believed.
create table :"schema".workflow_executions (
	instance_id varchar(255) not null,
	execution_id varchar(255) not null,
	workflow_id varchar(255) not null,
	status :"schema".execution_status not null,
	end_reason :"schema".end_reason,
	mode varchar(50),
	started_at timestamptz not null,
	finished_at timestamptz,
	duration bigint,
	active_duration bigint,
	wait_till timestamptz,
	retry_of varchar(255),
	parent_execution_id varchar(255),
	parent_workflow_id varchar(255),
	last_node varchar(255),
	current_step integer,
	step_started_at timestamptz,
	node_count integer,
	node_runs integer,
	successful_nodes integer,
	failed_nodes integer,
	handled_errors integer,
	items_in bigint,
	items_out bigint,
	segment integer not null default 0,
	state_key bigint not null,
	started_source smallint not null,
	segment_times jsonb not null default '{}',
	recorded_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	metadata jsonb not null default '{}',
	primary key (instance_id, execution_id)
) with (fillfactor = 70);
create index workflow_executions_by_workflow on :"schema".workflow_executions (instance_id, workflow_id, started_at);
create index workflow_executions_by_start on :"schema".workflow_executions (instance_id, started_at);
create index workflow_executions_open on :"schema".workflow_executions (instance_id, workflow_id, started_at)
	where status in ('queued', 'running', 'waiting');

create table :"schema".workflow_execution_logs (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255),
	log_level :"schema".log_level not null default 'info',
	message text not null,
	timestamp timestamptz not null default now(),
	node_id varchar(255),
	node_name varchar(255),
	step_number integer,
	duration integer,
	items_in integer,
	items_out integer,
	metadata jsonb not null default '{}',
	recorded_at timestamptz not null default now(),
	primary key (id, timestamp, instance_id)
) partition by range (timestamp);
create index workflow_execution_logs_by_workflow on :"schema".workflow_execution_logs (workflow_id, timestamp);
create index workflow_execution_logs_by_execution on :"schema".workflow_execution_logs (execution_id);
create index workflow_execution_logs_by_time on :"schema".workflow_execution_logs using brin (timestamp);
create index workflow_execution_logs_metadata on :"schema".workflow_execution_logs
	using gin (metadata jsonb_path_ops) with (fastupdate = off);

create table :"schema".workflow_errors (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255),
	error_type :"schema".error_type not null default 'unknown',
	error_code varchar(100),
	error_message text not null,
	error_stack text,
	severity :"schema".error_severity not null default 'medium',
	resolved boolean not null default false,
	resolution_notes text,
	resolved_at timestamptz,
	resolved_by varchar(255),
	timestamp timestamptz not null default now(),
	node_id varchar(255),
	node_name varchar(255),
	run_index integer,
	handled boolean not null default false,
	retryable boolean,
	fingerprint varchar(128),
	group_id uuid,
	metadata jsonb not null default '{}',
	recorded_at timestamptz not null default now(),
	primary key (id, instance_id)
);
create index workflow_errors_by_workflow on :"schema".workflow_errors (workflow_id, timestamp);
create index workflow_errors_by_time on :"schema".workflow_errors (instance_id, timestamp);
create index workflow_errors_by_execution on :"schema".workflow_errors (execution_id);
create index workflow_errors_unresolved on :"schema".workflow_errors (instance_id, timestamp) where not resolved;
create index workflow_errors_by_group on :"schema".workflow_errors (group_id, timestamp);

-- One row an execution. user_fields names the columns that a person or a node has set: those win over ours.
create table :"schema".workflow_performance_metrics (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255) not null,
	total_duration integer,
	node_count integer,
	successful_nodes integer,
	failed_nodes integer,
	memory_peak bigint,
	memory_average bigint,
	cpu_peak decimal(5,2),
	cpu_average decimal(5,2),
	network_requests integer,
	network_data_transferred bigint,
	throughput decimal(10,2),
	bottleneck_nodes text[],
	timestamp timestamptz not null default now(),
	user_fields text[] not null default '{}',
	metadata jsonb not null default '{}',
	recorded_at timestamptz not null default now(),
	primary key (id, instance_id),
	unique (instance_id, execution_id)
) with (fillfactor = 70);
create index workflow_performance_metrics_by_workflow on :"schema".workflow_performance_metrics (workflow_id, timestamp);

create table :"schema".monitoring_alerts (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255),
	alert_type :"schema".alert_type not null,
	severity :"schema".alert_severity not null default 'warning',
	title varchar(255) not null,
	description text,
	acknowledged boolean not null default false,
	acknowledged_by varchar(255),
	acknowledged_at timestamptz,
	resolved boolean not null default false,
	resolved_at timestamptz,
	resolved_by varchar(255),
	timestamp timestamptz not null default now(),
	metadata jsonb not null default '{}',
	recorded_at timestamptz not null default now(),
	primary key (id, instance_id)
);
create index monitoring_alerts_by_workflow on :"schema".monitoring_alerts (workflow_id, timestamp);
create index monitoring_alerts_open on :"schema".monitoring_alerts (instance_id, timestamp) where not resolved;

-- Makes the partition of one UTC day where it is missing. The lock keeps two writers from making it at once.
create function :"schema".ensure_log_partition(home name, day date) returns void language plpgsql as $body$
declare
	part text := format('%I.%I', home, 'workflow_execution_logs_' || to_char(day, 'YYYYMMDD'));
begin
	if to_regclass(part) is not null then
		return;
	end if;
	perform pg_advisory_xact_lock(hashtextextended(part, 0));
	execute format(
		'create table if not exists %s partition of %I.workflow_execution_logs for values from (%L) to (%L)',
		part, home,
		to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00'
	);
end
$body$;
