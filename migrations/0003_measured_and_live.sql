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

-- Usage of language models.

-- Metrics that people define.

-- Events: what starts workflows.

-- Streams.
