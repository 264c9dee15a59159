-- min-writer: 1 min-reader: 1
-- What executions used and yielded, what goes on now, and events that start workflows. Only adds.

-- Resources.
alter table :"schema".workflow_performance_metrics
	add column memory_growth bigint,
	add column event_loop_delay_peak decimal(12,2),
	add column event_loop_delay_average decimal(12,2),
	add column network_bytes_sent bigint,
	add column network_bytes_received bigint,
	add column queue_wait integer,
	-- Why a figure is missing or not exact, by figure; what is whole is not in it.
	add column coverage jsonb not null default '{}';
-- What the segments of executions that wait have used; of all others it goes to their figures at once.
alter table :"schema".workflow_executions add column segment_usage jsonb not null default '{}';

-- Shapes of what nodes yield.

-- One row for each shape that an output of a node has had: names of fields, never values. Of one output the greatest
-- revision is the current one. node_key is the node's id, or its name where it has none. fields holds
-- optional_fields and always_empty; gone_fields were there before. runs_seen counts runs that were looked at.
-- last_told names what was taken in last, so that a batch that is sent twice counts once.
create table :"schema".node_shapes (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	node_key varchar(255) not null,
	node_id varchar(255),
	node_name varchar(255) not null,
	output_index integer not null,
	mode varchar(20) not null check (mode in ('production', 'test')),
	revision integer not null,
	fingerprint varchar(64) not null,
	fields text[] not null,
	optional_fields text[] not null default '{}',
	always_empty text[] not null default '{}',
	sometimes_empty text[] not null default '{}',
	gone_fields text[] not null default '{}',
	truncated boolean not null default false,
	runs_seen bigint not null default 0,
	last_told uuid[] not null default '{}',
	first_seen_at timestamptz not null,
	last_seen_at timestamptz not null,
	first_execution_id varchar(255) not null,
	last_execution_id varchar(255) not null,
	first_version varchar(255),
	last_version varchar(255),
	recorded_at timestamptz not null default now(),
	primary key (id, instance_id),
	unique (instance_id, workflow_id, node_key, output_index, mode, revision)
) with (fillfactor = 70);

-- Usage of language models.
-- One row a run of one; what it was asked and what it answered is nowhere.
create table :"schema".model_usage (
	id uuid not null,
	instance_id varchar(255) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255) not null,
	timestamp timestamptz not null,
	recorded_at timestamptz not null default now(),
	node_id varchar(255),
	node_name varchar(255) not null,
	parent_node varchar(255),
	run_index integer not null,
	provider varchar(100),
	model varchar(255),
	input_tokens bigint,
	output_tokens bigint,
	estimated boolean not null,
	failed boolean not null,
	error_type :"schema".error_type,
	latency integer not null,
	primary key (id, instance_id)
);
create index model_usage_by_time on :"schema".model_usage (instance_id, timestamp);
create index model_usage_by_execution on :"schema".model_usage (instance_id, execution_id);

-- What a million tokens cost from valid_from on. provider '*' is any; in model * stands for any text.
create table :"schema".model_prices (
	instance_id varchar(255) not null,
	provider varchar(100) not null,
	model varchar(255) not null,
	valid_from timestamptz not null,
	input_price numeric(20,10) not null check (input_price >= 0),
	output_price numeric(20,10) not null check (output_price >= 0),
	currency char(3) not null,
	updated_at timestamptz not null default now(),
	updated_by varchar(255),
	primary key (instance_id, provider, model, valid_from)
);

-- Metrics that people define.
create type :"schema".metric_type as enum ('counter', 'gauge', 'histogram');
create table :"schema".metrics (
	instance_id varchar(255) not null,
	name varchar(200) not null,
	metric_type :"schema".metric_type not null,
	unit varchar(50),
	description text,
	label_names text[] not null,
	-- Upper bounds of the buckets of a histogram, ascending; what lies above the last one has a bucket too.
	buckets numeric[],
	label_sets_most integer not null,
	-- Records whose labels found no place among so many, and went into one set for all others.
	folded bigint not null default 0,
	created_at timestamptz not null default now(),
	updated_at timestamptz not null default now(),
	primary key (instance_id, name)
);
create table :"schema".metric_label_sets (
	instance_id varchar(255) not null,
	name varchar(200) not null,
	label_set_id uuid not null,
	labels jsonb not null,
	is_other boolean not null,
	first_seen_at timestamptz not null default now(),
	primary key (instance_id, name, label_set_id),
	foreign key (instance_id, name) references :"schema".metrics
);
-- What was recorded in a minute, and, of a histogram, how much of it lies in which bucket.
create table :"schema".metric_points (
	instance_id varchar(255) not null,
	name varchar(200) not null,
	label_set_id uuid not null,
	minute timestamptz not null,
	count bigint not null,
	sum numeric not null,
	min numeric not null,
	max numeric not null,
	last numeric not null,
	last_at timestamptz not null,
	primary key (instance_id, name, label_set_id, minute),
	foreign key (instance_id, name, label_set_id) references :"schema".metric_label_sets
) with (fillfactor = 70);
create table :"schema".metric_buckets (
	instance_id varchar(255) not null,
	name varchar(200) not null,
	label_set_id uuid not null,
	minute timestamptz not null,
	bucket smallint not null,
	count bigint not null,
	primary key (instance_id, name, label_set_id, minute, bucket),
	foreign key (instance_id, name, label_set_id, minute) references :"schema".metric_points on delete cascade
) with (fillfactor = 70);
-- For a day the id of each record, so that one that is sent again after an unclear commit counts once.
create table :"schema".metric_records (
	instance_id varchar(255) not null,
	id uuid not null,
	recorded_at timestamptz not null default now(),
	primary key (instance_id, id)
);
create index metric_records_by_time on :"schema".metric_records (instance_id, recorded_at);

-- Events: what starts workflows. One row for each Monitor Trigger that wants to hear of what happened; whoever runs that
-- trigger claims it. suspect: what it is about began while an execution that this very trigger had started was running.
create table :"schema".event_deliveries (
	instance_id varchar(255) not null,
	id uuid not null,
	position bigint generated always as identity,
	monitor_workflow_id varchar(255) not null,
	monitor_node_id varchar(255) not null,
	event varchar(40) not null,
	workflow_id varchar(255) not null,
	execution_id varchar(255),
	group_id uuid,
	circuit varchar(300) not null,
	suspect boolean not null default false,
	details jsonb not null default '{}',
	timestamp timestamptz not null,
	recorded_at timestamptz not null default now(),
	state varchar(20) not null default 'pending'
		check (state in ('pending', 'claimed', 'started', 'done', 'failed', 'skipped', 'suppressed', 'given_up')),
	attempts integer not null default 0,
	due_at timestamptz not null default now(),
	claimed_by uuid,
	lease_until timestamptz,
	started_execution_id varchar(255),
	started_at timestamptz,
	ended_at timestamptz,
	reason text,
	primary key (id, instance_id)
) with (fillfactor = 70);
create index event_deliveries_open on :"schema".event_deliveries (instance_id, position)
	where state in ('pending', 'claimed');
create index event_deliveries_started on :"schema".event_deliveries (instance_id, started_at)
	where state = 'started';
create index event_deliveries_by_circuit on :"schema".event_deliveries
	(instance_id, monitor_workflow_id, monitor_node_id, circuit, started_at);
create index event_deliveries_by_time on :"schema".event_deliveries (instance_id, recorded_at);

-- Streams.
-- Who wants to hear at once of what is written for an instance ('*': for all of them), until its lease runs out.
create table :"schema".listeners (
	listener_id uuid not null,
	instance_id varchar(255) not null,
	lease_until timestamptz not null,
	primary key (listener_id, instance_id)
);

-- One row a flush, for a day: what it has written. Of two snapshots and written_xid it can be told what was committed
-- between them, in whatever order the transactions began. The bytes of ids do not compress.
create table :"schema".recent_writes (
	instance_id varchar(255) not null,
	written_xid xid8 not null default pg_current_xact_id(),
	recorded_at timestamptz not null default now(),
	log_ids uuid[],
	logs_from timestamptz,
	logs_to timestamptz,
	error_ids uuid[],
	execution_ids text[],
	primary key (instance_id, written_xid)
);
alter table :"schema".recent_writes alter column log_ids set storage external;
