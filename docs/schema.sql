-- What the migrations make, as the catalogue tells it: to be read and compared, not to be run.
-- A test compares it with a fresh schema. After a new migration write it anew:
--   MONITOR_TEST_WRITE_SCHEMA=1 npm test -- postgres -t "text of the schema"

-- Types

create type monitoring.alert_severity as enum ('info', 'warning', 'critical');
create type monitoring.alert_type as enum ('performance', 'error', 'timeout', 'resource', 'dependency');
create type monitoring.end_reason as enum ('finished', 'failed', 'stopped', 'timeout', 'shutdown', 'process_lost', 'out_of_memory', 'refused');
create type monitoring.error_severity as enum ('low', 'medium', 'high', 'critical');
create type monitoring.error_type as enum ('validation', 'network', 'timeout', 'permission', 'data', 'system', 'unknown');
create type monitoring.execution_kind as enum ('webhook', 'schedule', 'form', 'chat', 'event', 'error', 'sub_workflow', 'retry', 'manual', 'partial', 'evaluation', 'cli', 'other');
create type monitoring.execution_status as enum ('queued', 'running', 'waiting', 'success', 'error', 'canceled', 'crashed');
create type monitoring.log_level as enum ('debug', 'info', 'warn', 'error', 'fatal');
create type monitoring.metric_type as enum ('counter', 'gauge', 'histogram');

-- Tables

create table monitoring.alert_history (
	id uuid not null,
	instance_id character varying(255) not null,
	alert_id uuid not null,
	action character varying(30) not null,
	by_whom character varying(255),
	note text,
	details jsonb not null default '{}'::jsonb,
	"timestamp" timestamp with time zone not null default now()
);
create table monitoring.error_group_days (
	instance_id character varying(255) not null,
	group_id uuid not null,
	day date not null,
	occurrences bigint not null default 0
) with (fillfactor=70);
create table monitoring.error_group_history (
	id uuid not null,
	instance_id character varying(255) not null,
	group_id uuid not null,
	action character varying(30) not null,
	by_whom character varying(255),
	note text,
	details jsonb not null default '{}'::jsonb,
	"timestamp" timestamp with time zone not null default now()
);
create table monitoring.error_groups (
	instance_id character varying(255) not null,
	group_id uuid not null,
	workflow_id character varying(255) not null,
	node_id character varying(255),
	node_name character varying(255),
	fingerprint character varying(128) not null,
	error_type monitoring.error_type not null,
	error_code character varying(100),
	title text not null,
	severity monitoring.error_severity not null,
	handled boolean not null default false,
	status character varying(20) not null default 'open'::character varying,
	first_seen_at timestamp with time zone not null,
	last_seen_at timestamp with time zone not null,
	first_version character varying(255),
	last_version character varying(255),
	occurrences bigint not null default 0,
	executions bigint not null default 0,
	assigned_to character varying(255),
	resolved_at timestamp with time zone,
	resolved_by character varying(255),
	resolution_notes text,
	resolved_until timestamp with time zone,
	resolved_version character varying(255),
	in_next_version boolean not null default false,
	ignored_until timestamp with time zone,
	ignored_until_count bigint,
	regressed_at timestamp with time zone,
	regressed_after bigint,
	regressed_version character varying(255),
	regressions integer not null default 0,
	recorded_at timestamp with time zone not null default now(),
	updated_at timestamp with time zone not null default now()
) with (fillfactor=70);
create table monitoring.event_deliveries (
	instance_id character varying(255) not null,
	id uuid not null,
	"position" bigint not null generated always as identity,
	monitor_workflow_id character varying(255) not null,
	monitor_node_id character varying(255) not null,
	event character varying(40) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255),
	group_id uuid,
	circuit character varying(300) not null,
	suspect boolean not null default false,
	details jsonb not null default '{}'::jsonb,
	"timestamp" timestamp with time zone not null,
	recorded_at timestamp with time zone not null default now(),
	state character varying(20) not null default 'pending'::character varying,
	attempts integer not null default 0,
	due_at timestamp with time zone not null default now(),
	claimed_by uuid,
	lease_until timestamp with time zone,
	started_execution_id character varying(255),
	started_at timestamp with time zone,
	ended_at timestamp with time zone,
	reason text
) with (fillfactor=70);
create table monitoring.instances (
	instance_id character varying(255) not null,
	name character varying(255),
	host_fingerprint character varying(255),
	n8n_version character varying(64),
	package_version character varying(64),
	first_seen_at timestamp with time zone not null default now(),
	last_seen_at timestamp with time zone not null default now(),
	metadata jsonb not null default '{}'::jsonb
);
create table monitoring.listeners (
	listener_id uuid not null,
	instance_id character varying(255) not null,
	lease_until timestamp with time zone not null
);
create table monitoring.metric_buckets (
	instance_id character varying(255) not null,
	name character varying(200) not null,
	label_set_id uuid not null,
	minute timestamp with time zone not null,
	bucket smallint not null,
	count bigint not null
) with (fillfactor=70);
create table monitoring.metric_label_sets (
	instance_id character varying(255) not null,
	name character varying(200) not null,
	label_set_id uuid not null,
	labels jsonb not null,
	is_other boolean not null,
	first_seen_at timestamp with time zone not null default now()
);
create table monitoring.metric_points (
	instance_id character varying(255) not null,
	name character varying(200) not null,
	label_set_id uuid not null,
	minute timestamp with time zone not null,
	count bigint not null,
	sum numeric not null,
	min numeric not null,
	max numeric not null,
	last numeric not null,
	last_at timestamp with time zone not null
) with (fillfactor=70);
create table monitoring.metric_records (
	instance_id character varying(255) not null,
	id uuid not null,
	recorded_at timestamp with time zone not null default now()
);
create table monitoring.metrics (
	instance_id character varying(255) not null,
	name character varying(200) not null,
	metric_type monitoring.metric_type not null,
	unit character varying(50),
	description text,
	label_names text[] not null,
	buckets numeric[],
	label_sets_most integer not null,
	folded bigint not null default 0,
	created_at timestamp with time zone not null default now(),
	updated_at timestamp with time zone not null default now()
);
create table monitoring.migrations (
	version integer not null,
	name character varying(255) not null,
	checksum character varying(64) not null,
	min_writer integer not null default 1,
	min_reader integer not null default 1,
	applied_at timestamp with time zone not null default now()
);
create table monitoring.model_prices (
	instance_id character varying(255) not null,
	provider character varying(100) not null,
	model character varying(255) not null,
	valid_from timestamp with time zone not null,
	input_price numeric(20,10) not null,
	output_price numeric(20,10) not null,
	currency character(3) not null,
	updated_at timestamp with time zone not null default now(),
	updated_by character varying(255)
);
create table monitoring.model_usage (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255) not null,
	"timestamp" timestamp with time zone not null,
	recorded_at timestamp with time zone not null default now(),
	node_id character varying(255),
	node_name character varying(255) not null,
	parent_node character varying(255),
	run_index integer not null,
	provider character varying(100),
	model character varying(255),
	input_tokens bigint,
	output_tokens bigint,
	estimated boolean not null,
	failed boolean not null,
	error_type monitoring.error_type,
	latency integer not null
);
create table monitoring.monitoring_alerts (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255),
	alert_type monitoring.alert_type not null,
	severity monitoring.alert_severity not null default 'warning'::monitoring.alert_severity,
	title character varying(255) not null,
	description text,
	acknowledged boolean not null default false,
	acknowledged_by character varying(255),
	acknowledged_at timestamp with time zone,
	resolved boolean not null default false,
	resolved_at timestamp with time zone,
	resolved_by character varying(255),
	"timestamp" timestamp with time zone not null default now(),
	metadata jsonb not null default '{}'::jsonb,
	recorded_at timestamp with time zone not null default now()
);
create table monitoring.monitors (
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	node_id character varying(255) not null,
	workflow_name text,
	covers character varying(20) not null default 'instance'::character varying,
	project_id character varying(255),
	settings jsonb not null default '{}'::jsonb,
	state character varying(40) not null,
	reason text,
	next_step text,
	updated_at timestamp with time zone not null default now()
);
create table monitoring.node_shapes (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	node_key character varying(255) not null,
	node_id character varying(255),
	node_name character varying(255) not null,
	output_index integer not null,
	mode character varying(20) not null,
	revision integer not null,
	fingerprint character varying(64) not null,
	fields text[] not null,
	optional_fields text[] not null default '{}'::text[],
	always_empty text[] not null default '{}'::text[],
	sometimes_empty text[] not null default '{}'::text[],
	gone_fields text[] not null default '{}'::text[],
	truncated boolean not null default false,
	runs_seen bigint not null default 0,
	last_told uuid[] not null default '{}'::uuid[],
	first_seen_at timestamp with time zone not null,
	last_seen_at timestamp with time zone not null,
	first_execution_id character varying(255) not null,
	last_execution_id character varying(255) not null,
	first_version character varying(255),
	last_version character varying(255),
	recorded_at timestamp with time zone not null default now()
) with (fillfactor=70);
create table monitoring.processes (
	instance_id character varying(255) not null,
	process_id uuid not null,
	process_type character varying(20) not null,
	host character varying(255),
	pid integer,
	n8n_version character varying(64),
	package_version character varying(64),
	started_at timestamp with time zone not null default now(),
	renewed_at timestamp with time zone not null default now(),
	lease_until timestamp with time zone not null,
	ended_at timestamp with time zone,
	end_reason character varying(40),
	state character varying(40),
	state_reason text,
	memory_share numeric(5,4),
	counters jsonb not null default '{}'::jsonb,
	metadata jsonb not null default '{}'::jsonb
) with (fillfactor=70);
create table monitoring.recent_writes (
	instance_id character varying(255) not null,
	written_xid xid8 not null default pg_current_xact_id(),
	recorded_at timestamp with time zone not null default now(),
	log_ids uuid[],
	logs_from timestamp with time zone,
	logs_to timestamp with time zone,
	error_ids uuid[],
	execution_ids text[]
);
create table monitoring.recording_gaps (
	instance_id character varying(255) not null,
	started_at timestamp with time zone not null,
	ended_at timestamp with time zone,
	reason character varying(40) not null
);
create table monitoring.settings (
	only_row boolean not null default true,
	database_id uuid not null default gen_random_uuid(),
	created_at timestamp with time zone not null default now(),
	options jsonb not null default '{}'::jsonb
);
create table monitoring.workflow_errors (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255),
	error_type monitoring.error_type not null default 'unknown'::monitoring.error_type,
	error_code character varying(100),
	error_message text not null,
	error_stack text,
	severity monitoring.error_severity not null default 'medium'::monitoring.error_severity,
	resolved boolean not null default false,
	resolution_notes text,
	resolved_at timestamp with time zone,
	resolved_by character varying(255),
	"timestamp" timestamp with time zone not null default now(),
	node_id character varying(255),
	node_name character varying(255),
	run_index integer,
	handled boolean not null default false,
	retryable boolean,
	fingerprint character varying(128),
	group_id uuid,
	metadata jsonb not null default '{}'::jsonb,
	recorded_at timestamp with time zone not null default now(),
	workflow_version character varying(255)
);
create table monitoring.workflow_execution_logs (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255),
	log_level monitoring.log_level not null default 'info'::monitoring.log_level,
	message text not null,
	"timestamp" timestamp with time zone not null default now(),
	node_id character varying(255),
	node_name character varying(255),
	step_number integer,
	duration integer,
	items_in integer,
	items_out integer,
	metadata jsonb not null default '{}'::jsonb,
	recorded_at timestamp with time zone not null default now()
) partition by RANGE ("timestamp");
create table monitoring.workflow_executions (
	instance_id character varying(255) not null,
	execution_id character varying(255) not null,
	workflow_id character varying(255) not null,
	status monitoring.execution_status not null,
	end_reason monitoring.end_reason,
	mode character varying(50),
	started_at timestamp with time zone not null,
	finished_at timestamp with time zone,
	duration bigint,
	active_duration bigint,
	wait_till timestamp with time zone,
	retry_of character varying(255),
	parent_execution_id character varying(255),
	parent_workflow_id character varying(255),
	last_node character varying(255),
	current_step integer,
	step_started_at timestamp with time zone,
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
	segment_times jsonb not null default '{}'::jsonb,
	recorded_at timestamp with time zone not null default now(),
	updated_at timestamp with time zone not null default now(),
	metadata jsonb not null default '{}'::jsonb,
	kind monitoring.execution_kind,
	trigger_node character varying(255),
	trigger_type character varying(255),
	workflow_version character varying(255),
	n8n_version character varying(64),
	package_version character varying(64),
	process_id uuid,
	process_since timestamp with time zone,
	last_seen_at timestamp with time zone,
	memory_share numeric(5,4),
	failed_children integer,
	rows_left_out integer,
	segment_handled jsonb not null default '{}'::jsonb,
	outcome character varying(30) generated always as (
CASE
    WHEN (status = 'success'::monitoring.execution_status) THEN
    CASE
        WHEN ((COALESCE(handled_errors, 0) > 0) OR (COALESCE(failed_children, 0) > 0)) THEN 'succeeded_with_errors'::text
        ELSE 'succeeded'::text
    END
    WHEN (status = ANY (ARRAY['error'::monitoring.execution_status, 'crashed'::monitoring.execution_status])) THEN 'failed'::text
    WHEN (status = 'canceled'::monitoring.execution_status) THEN
    CASE
        WHEN ((end_reason IS NULL) OR (end_reason = 'stopped'::monitoring.end_reason)) THEN 'stopped'::text
        ELSE 'failed'::text
    END
    ELSE NULL::text
END) stored,
	segment_usage jsonb not null default '{}'::jsonb
) with (fillfactor=70);
create table monitoring.workflow_performance_metrics (
	id uuid not null,
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	execution_id character varying(255) not null,
	total_duration integer,
	node_count integer,
	successful_nodes integer,
	failed_nodes integer,
	memory_peak bigint,
	memory_average bigint,
	cpu_peak numeric(5,2),
	cpu_average numeric(5,2),
	network_requests integer,
	network_data_transferred bigint,
	throughput numeric(10,2),
	bottleneck_nodes text[],
	"timestamp" timestamp with time zone not null default now(),
	user_fields text[] not null default '{}'::text[],
	metadata jsonb not null default '{}'::jsonb,
	recorded_at timestamp with time zone not null default now(),
	memory_growth bigint,
	event_loop_delay_peak numeric(12,2),
	event_loop_delay_average numeric(12,2),
	network_bytes_sent bigint,
	network_bytes_received bigint,
	queue_wait integer,
	coverage jsonb not null default '{}'::jsonb
) with (fillfactor=70);
create table monitoring.workflow_settings (
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	log_level monitoring.log_level,
	importance character varying(10),
	updated_at timestamp with time zone not null default now(),
	updated_by character varying(255)
);
create table monitoring.workflows (
	instance_id character varying(255) not null,
	workflow_id character varying(255) not null,
	name text,
	active boolean,
	first_seen_at timestamp with time zone not null default now(),
	updated_at timestamp with time zone not null default now(),
	metadata jsonb not null default '{}'::jsonb,
	workflow_version character varying(255),
	tags text[] not null default '{}'::text[],
	project_id character varying(255),
	redacted boolean not null default false,
	archived boolean not null default false,
	silent_since timestamp with time zone
) with (fillfactor=70);

-- Constraints

alter table monitoring.alert_history add constraint alert_history_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.error_group_days add constraint error_group_days_pkey PRIMARY KEY (instance_id, group_id, day);
alter table monitoring.error_group_history add constraint error_group_history_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.error_groups add constraint error_groups_pkey PRIMARY KEY (instance_id, group_id);
alter table monitoring.error_groups add constraint error_groups_status_check CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'resolved'::character varying, 'ignored'::character varying])::text[])));
alter table monitoring.event_deliveries add constraint event_deliveries_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.event_deliveries add constraint event_deliveries_state_check CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'claimed'::character varying, 'started'::character varying, 'done'::character varying, 'failed'::character varying, 'skipped'::character varying, 'suppressed'::character varying, 'given_up'::character varying])::text[])));
alter table monitoring.instances add constraint instances_pkey PRIMARY KEY (instance_id);
alter table monitoring.listeners add constraint listeners_pkey PRIMARY KEY (listener_id, instance_id);
alter table monitoring.metric_buckets add constraint metric_buckets_instance_id_name_label_set_id_minute_fkey FOREIGN KEY (instance_id, name, label_set_id, minute) REFERENCES monitoring.metric_points(instance_id, name, label_set_id, minute) ON DELETE CASCADE;
alter table monitoring.metric_buckets add constraint metric_buckets_pkey PRIMARY KEY (instance_id, name, label_set_id, minute, bucket);
alter table monitoring.metric_label_sets add constraint metric_label_sets_instance_id_name_fkey FOREIGN KEY (instance_id, name) REFERENCES monitoring.metrics(instance_id, name);
alter table monitoring.metric_label_sets add constraint metric_label_sets_pkey PRIMARY KEY (instance_id, name, label_set_id);
alter table monitoring.metric_points add constraint metric_points_instance_id_name_label_set_id_fkey FOREIGN KEY (instance_id, name, label_set_id) REFERENCES monitoring.metric_label_sets(instance_id, name, label_set_id);
alter table monitoring.metric_points add constraint metric_points_pkey PRIMARY KEY (instance_id, name, label_set_id, minute);
alter table monitoring.metric_records add constraint metric_records_pkey PRIMARY KEY (instance_id, id);
alter table monitoring.metrics add constraint metrics_pkey PRIMARY KEY (instance_id, name);
alter table monitoring.migrations add constraint migrations_pkey PRIMARY KEY (version);
alter table monitoring.model_prices add constraint model_prices_input_price_check CHECK ((input_price >= (0)::numeric));
alter table monitoring.model_prices add constraint model_prices_output_price_check CHECK ((output_price >= (0)::numeric));
alter table monitoring.model_prices add constraint model_prices_pkey PRIMARY KEY (instance_id, provider, model, valid_from);
alter table monitoring.model_usage add constraint model_usage_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.monitoring_alerts add constraint monitoring_alerts_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.monitors add constraint monitors_pkey PRIMARY KEY (instance_id, workflow_id, node_id);
alter table monitoring.node_shapes add constraint node_shapes_instance_id_workflow_id_node_key_output_index_m_key UNIQUE (instance_id, workflow_id, node_key, output_index, mode, revision);
alter table monitoring.node_shapes add constraint node_shapes_mode_check CHECK (((mode)::text = ANY ((ARRAY['production'::character varying, 'test'::character varying])::text[])));
alter table monitoring.node_shapes add constraint node_shapes_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.processes add constraint processes_pkey PRIMARY KEY (instance_id, process_id);
alter table monitoring.recent_writes add constraint recent_writes_pkey PRIMARY KEY (instance_id, written_xid);
alter table monitoring.recording_gaps add constraint recording_gaps_pkey PRIMARY KEY (instance_id, started_at);
alter table monitoring.settings add constraint settings_only_row_check CHECK (only_row);
alter table monitoring.settings add constraint settings_pkey PRIMARY KEY (only_row);
alter table monitoring.workflow_errors add constraint workflow_errors_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.workflow_execution_logs add constraint workflow_execution_logs_pkey PRIMARY KEY (id, "timestamp", instance_id);
alter table monitoring.workflow_executions add constraint workflow_executions_pkey PRIMARY KEY (instance_id, execution_id);
alter table monitoring.workflow_performance_metrics add constraint workflow_performance_metrics_instance_id_execution_id_key UNIQUE (instance_id, execution_id);
alter table monitoring.workflow_performance_metrics add constraint workflow_performance_metrics_pkey PRIMARY KEY (id, instance_id);
alter table monitoring.workflow_settings add constraint workflow_settings_importance_check CHECK (((importance)::text = ANY ((ARRAY['low'::character varying, 'normal'::character varying, 'high'::character varying])::text[])));
alter table monitoring.workflow_settings add constraint workflow_settings_pkey PRIMARY KEY (instance_id, workflow_id);
alter table monitoring.workflows add constraint workflows_pkey PRIMARY KEY (instance_id, workflow_id);

-- Indexes

CREATE INDEX alert_history_by_alert ON monitoring.alert_history USING btree (instance_id, alert_id, "timestamp");
CREATE INDEX error_group_history_by_group ON monitoring.error_group_history USING btree (instance_id, group_id, "timestamp");
CREATE INDEX error_groups_by_workflow ON monitoring.error_groups USING btree (instance_id, workflow_id);
CREATE INDEX event_deliveries_by_circuit ON monitoring.event_deliveries USING btree (instance_id, monitor_workflow_id, monitor_node_id, circuit, started_at);
CREATE INDEX event_deliveries_by_time ON monitoring.event_deliveries USING btree (instance_id, recorded_at);
CREATE INDEX event_deliveries_open ON monitoring.event_deliveries USING btree (instance_id, "position") WHERE ((state)::text = ANY ((ARRAY['pending'::character varying, 'claimed'::character varying])::text[]));
CREATE INDEX event_deliveries_started ON monitoring.event_deliveries USING btree (instance_id, started_at) WHERE ((state)::text = 'started'::text);
CREATE INDEX metric_records_by_time ON monitoring.metric_records USING btree (instance_id, recorded_at);
CREATE INDEX model_usage_by_execution ON monitoring.model_usage USING btree (instance_id, execution_id);
CREATE INDEX model_usage_by_time ON monitoring.model_usage USING btree (instance_id, "timestamp");
CREATE INDEX monitoring_alerts_by_workflow ON monitoring.monitoring_alerts USING btree (workflow_id, "timestamp");
CREATE INDEX monitoring_alerts_open ON monitoring.monitoring_alerts USING btree (instance_id, "timestamp") WHERE (NOT resolved);
CREATE INDEX workflow_errors_by_execution ON monitoring.workflow_errors USING btree (execution_id);
CREATE INDEX workflow_errors_by_group ON monitoring.workflow_errors USING btree (group_id, "timestamp");
CREATE INDEX workflow_errors_by_time ON monitoring.workflow_errors USING btree (instance_id, "timestamp");
CREATE INDEX workflow_errors_by_workflow ON monitoring.workflow_errors USING btree (workflow_id, "timestamp");
CREATE INDEX workflow_errors_unresolved ON monitoring.workflow_errors USING btree (instance_id, "timestamp") WHERE (NOT resolved);
CREATE INDEX workflow_execution_logs_by_execution ON ONLY monitoring.workflow_execution_logs USING btree (execution_id);
CREATE INDEX workflow_execution_logs_by_time ON ONLY monitoring.workflow_execution_logs USING brin ("timestamp");
CREATE INDEX workflow_execution_logs_by_workflow ON ONLY monitoring.workflow_execution_logs USING btree (workflow_id, "timestamp");
CREATE INDEX workflow_execution_logs_metadata ON ONLY monitoring.workflow_execution_logs USING gin (metadata jsonb_path_ops) WITH (fastupdate=off);
CREATE INDEX workflow_executions_by_parent ON monitoring.workflow_executions USING btree (instance_id, parent_execution_id) WHERE (parent_execution_id IS NOT NULL);
CREATE INDEX workflow_executions_by_retry ON monitoring.workflow_executions USING btree (instance_id, retry_of) WHERE (retry_of IS NOT NULL);
CREATE INDEX workflow_executions_by_start ON monitoring.workflow_executions USING btree (instance_id, started_at);
CREATE INDEX workflow_executions_by_workflow ON monitoring.workflow_executions USING btree (instance_id, workflow_id, started_at);
CREATE INDEX workflow_executions_open ON monitoring.workflow_executions USING btree (instance_id, workflow_id, started_at) WHERE (status = ANY (ARRAY['queued'::monitoring.execution_status, 'running'::monitoring.execution_status, 'waiting'::monitoring.execution_status]));
CREATE INDEX workflow_performance_metrics_by_workflow ON monitoring.workflow_performance_metrics USING btree (workflow_id, "timestamp");

-- Views

create view monitoring.workflow_errors_read as
 SELECT e.id,
    e.instance_id,
    e.workflow_id,
    e.execution_id,
    e.error_type,
    e.error_code,
    e.error_message,
    e.error_stack,
    e.severity,
    e."timestamp",
    e.node_id,
    e.node_name,
    e.run_index,
    e.handled,
    e.retryable,
    e.fingerprint,
    e.group_id,
    e.workflow_version,
    e.metadata,
    e.recorded_at,
    (e.resolved OR s.with_group) AS resolved,
    COALESCE(e.resolution_notes,
        CASE
            WHEN s.with_group THEN g.resolution_notes
            ELSE NULL::text
        END) AS resolution_notes,
    COALESCE(e.resolved_at,
        CASE
            WHEN s.with_group THEN g.resolved_at
            ELSE NULL::timestamp with time zone
        END) AS resolved_at,
    COALESCE(e.resolved_by,
        CASE
            WHEN s.with_group THEN g.resolved_by
            ELSE NULL::character varying
        END) AS resolved_by
   FROM ((monitoring.workflow_errors e
     LEFT JOIN monitoring.error_groups g ON ((((g.instance_id)::text = (e.instance_id)::text) AND (g.group_id = e.group_id))))
     CROSS JOIN LATERAL ( SELECT (COALESCE((e."timestamp" <= g.resolved_until), false) OR COALESCE((g.in_next_version AND ((e.workflow_version)::text = (g.resolved_version)::text)), false)) AS with_group) s);

-- Sequences

create sequence monitoring.event_deliveries_position_seq;

-- Functions

CREATE OR REPLACE FUNCTION monitoring.drop_log_partition(home name, part name, instance text)
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
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
$function$;
CREATE OR REPLACE FUNCTION monitoring.ensure_log_partition(home name, day date)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
$function$;
