import type { ModelPriceRow } from '../store/read/list-model-prices';
import type { ModelUsageRow } from '../store/read/sum-model-usage';
import { withAliases, type WithAliases } from './aliases';
import type { ModelUsage } from './model-usage-database';
import {
	modelPriceName,
	modelUsageQuestion,
	newModelPrice,
	type ModelPriceInput,
	type ModelPriceName,
	type ModelUsageQuery,
} from './model-usage-questions';
import { PerformanceReads } from './performance-reads';

export type MonitorModelUsage = WithAliases<Omit<ModelUsage, 'rows'> & { rows: Array<WithAliases<ModelUsageRow>> }>;
export type MonitorModelPrice = WithAliases<ModelPriceRow>;

/** What language models were asked, and what that costs. */
export class ModelUsageReads extends PerformanceReads {
	/** Tokens, failures, latencies (ms) and cost by model, node, execution, workflow or day. */
	async getModelUsage(query: ModelUsageQuery = {}): Promise<MonitorModelUsage> {
		const usage = await this.open().modelUsage(modelUsageQuestion(query, Date.now()));
		return withAliases({ ...usage, rows: usage.rows.map(withAliases) });
	}

	async getModelPrices(): Promise<MonitorModelPrice[]> {
		return (await this.open().modelPrices()).map(withAliases);
	}

	/** What a million tokens cost from a time on, in place of a price from the same time on. Costs follow at once. */
	async setModelPrice(price: ModelPriceInput): Promise<MonitorModelPrice> {
		return withAliases(await this.open().setModelPrice(newModelPrice(price)));
	}

	/** Removes the price from a time on, or all prices of that model and provider; returns what is gone. */
	async removeModelPrice(name: ModelPriceName): Promise<MonitorModelPrice[]> {
		return (await this.open().removeModelPrices(modelPriceName(name))).map(withAliases);
	}
}
