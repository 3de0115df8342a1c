import type { ImportKind } from "../../client/types.ts";

/** The fields a file of each kind may fill, in the order people think of them. */
export const FIELDS: Record<ImportKind, readonly string[]> = {
  sales: ["sold_at", "document", "client", "product", "quantity", "unit_price", "amount", "discount", "branch", "seller", "category", "currency"],
  clients: ["name", "phone", "email", "birthday", "gender", "registered", "external_id", "total_spent", "visits", "tags", "note"],
  products: ["name", "sku", "barcode", "category", "price", "cost", "stock", "unit"],
};

/** The mapping with `field` read from `header`; an empty header says that no column holds it. */
export function withMapping(mapping: Record<string, string>, field: string, header: string | null): Record<string, string> {
  return { ...mapping, [field]: header ?? "" };
}
