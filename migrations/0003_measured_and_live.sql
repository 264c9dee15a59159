-- min-writer: 1 min-reader: 1
-- What executions used and yielded, what goes on now, and events that start workflows. Only adds.

-- Resources.

-- Shapes of what nodes yield.

-- Usage of language models.

-- Metrics that people define.

-- Events: what starts workflows.

-- Streams.
