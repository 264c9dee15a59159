import { listModelPrices, type ModelPriceRow } from '../store/read/list-model-prices';
import { sumModelUsage, type ModelUsageRow } from '../store/read/sum-model-usage';
import { removeModelPrices } from '../store/write/remove-model-prices';
import { setModelPrice, type ModelPrice } from '../store/write/set-model-price';
import type { modelPriceName, ModelUsageQuestion } from './model-usage-questions';
import { MonitorNotFoundError } from './monitor-error';
import { PerformanceDatabase } from './performance-database';

export interface ModelUsage {
	period: { start: string; end: string | null };
	rows: ModelUsageRow[];
	/** Models of these rows whose cost is not known, since they have no price. */
	models_without_price: string[];
}

/** What language models were asked, and what that costs. */
export class ModelUsageDatabase extends PerformanceDatabase {
	async modelUsage({ instances, ...filter }: ModelUsageQuestion): Promise<ModelUsage> {
		const rows = await this.read(
			{ instances },
			async (sql, instanceId) => await sumModelUsage(sql, { ...filter, instanceId }),
		);
		const unpriced = new Set(rows.flatMap(({ models_without_price: models }) => models ?? []));
		return { period: { start: filter.start, end: filter.end }, rows, models_without_price: [...unpriced].sort() };
	}

	async modelPrices(): Promise<ModelPriceRow[]> {
		return await this.run(async (sql, instance) => await listModelPrices(sql, instance));
	}

	async setModelPrice(price: ModelPrice): Promise<ModelPriceRow> {
		return await this.run(async (sql, instance) => await setModelPrice(sql, instance, price));
	}

	/** @throws MonitorNotFoundError where there is no such price */
	async removeModelPrices(name: ReturnType<typeof modelPriceName>): Promise<ModelPriceRow[]> {
		const removed = await this.run(async (sql, instance) => await removeModelPrices(sql, instance, name));
		if (removed.length > 0) return removed;
		throw new MonitorNotFoundError('model', name.model, 'the model, provider and time of a price as the list of prices has them');
	}
}
