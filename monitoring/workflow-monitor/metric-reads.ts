import type { MetricRow } from '../store/read/list-metrics';
import { withAliases, type WithAliases } from './aliases';
import {
	metricSeriesQuestion,
	newMetric,
	newMetricValue,
	type MetricInput,
	type MetricSeriesQuery,
	type MetricValueInput,
} from './metric-questions';
import type { MetricSeries } from './read-metric-series';
import { ShapeReads } from './shape-reads';

export type MonitorMetric = WithAliases<MetricRow>;
export type MonitorMetricSeries = WithAliases<MetricSeries>;

/** Metrics that people define. */
export class MetricReads extends ShapeReads {
	/** Defines a metric, or says something else of one that is there; its type and buckets stay as they are. */
	async defineMetric(metric: MetricInput): Promise<MonitorMetric> {
		return withAliases(await this.open().defineMetric(newMetric(metric)));
	}

	/** @returns the id of the record; a value is counted once, also where its commit was unclear and it is sent again */
	async recordMetric(name: string, value: MetricValueInput): Promise<string> {
		return (await this.open().recordMetric(newMetricValue(name, value, Date.now()))).id;
	}

	/** A value for each step, and for each set of the labels that are kept apart, with its unit. */
	async getMetricSeries(name: string, query: MetricSeriesQuery = {}): Promise<MonitorMetricSeries> {
		return withAliases(await this.open().metricSeries(metricSeriesQuestion(name, query, Date.now())));
	}

	/** What is defined, by name. */
	async getMetrics(): Promise<MonitorMetric[]> {
		return (await this.open().metrics()).map(withAliases);
	}
}
